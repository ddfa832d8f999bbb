/** Whether the event loop has something to wait for, which only libuv knows. */
import { clearImmediate, setImmediate } from 'node:timers';
import { declare } from '../../../shared/libc.ts';

/** Node.js's own, of libuv. */
export const loop = declare('void *uv_default_loop()')();
const update = declare('void uv_update_time(void *loop)');
const alive = declare('int uv_loop_alive(void *loop)');
const backendDescriptor = declare('int uv_backend_fd(void *loop)');

/** Readable when the loop has something to do, a signal that has come for example. */
export const loopDescriptor = (): number => backendDescriptor(loop);

/** @returns whether it has, but for the immediate or the timer whose callback runs. */
export function isLoopAlive(): boolean {
  clearImmediate(setImmediate(() => {})); // Node.js looks whether there are any left
  // While a timer's callback runs, libuv knows of no other timer.
  return alive(loop) !== 0 || process.getActiveResourcesInfo().includes('Timeout');
}

/** Timers are reckoned from now. */
export const updateTime = (): void => update(loop);
