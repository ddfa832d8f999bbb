/**
 * Timers and immediates that don't keep the event loop alive: a run has drained while they are
 * pending, and in a plain process they would never fire. Only unref() makes such a one. The
 * script's are cleared; modules' and Node.js's own, which are not made again, stay.
 */
import { executionAsyncResource } from 'node:async_hooks';
import { updateTime } from './loop.ts';
import { isCalledByScript } from './ownership.ts';
import { WeakList } from './weak-list.ts';

type Timer = NodeJS.Timeout | NodeJS.Immediate;

const pending = new WeakList<Timer>();

function watch(prototype: { unref(): unknown }): void {
  const { unref: plain } = prototype;
  // As a method, it keeps its name in the bundle.
  Object.assign(prototype, {
    unref(this: Timer): unknown {
      if (isCalledByScript()) pending.add(this);
      return plain.call(this);
    },
  });
}

const anyTimeout = setTimeout(() => {}, 0);
const anyImmediate = setImmediate(() => {});
const Timeout = anyTimeout.constructor;
clearTimeout(anyTimeout);
clearImmediate(anyImmediate);

/** From here on, they are noticed. */
export function watchTimers(): void {
  watch(Object.getPrototypeOf(anyTimeout));
  watch(Object.getPrototypeOf(anyImmediate));
}

/** A timer whose callback ends the run would else count as one that is pending. */
export function clearCurrentTimer(): void {
  const resource = executionAsyncResource();
  if (resource instanceof Timeout) clearTimeout(resource as NodeJS.Timeout);
}

/** Whether the script has unref'ed one. */
export const hasTimers = (): boolean => !pending.isEmpty;

/** To refresh it would set it again. */
const isCleared = (timer: NodeJS.Timeout): boolean =>
  (timer as NodeJS.Timeout & { _destroyed: boolean })._destroyed;

/** None of them is due yet. */
export function putOffTimers(): void {
  updateTime();
  for (const timer of pending.all()) if ('refresh' in timer && !isCleared(timer)) timer.refresh();
}

export function clearTimers(): void {
  for (const timer of pending.take()) {
    if ('refresh' in timer) clearTimeout(timer);
    else clearImmediate(timer);
  }
}
