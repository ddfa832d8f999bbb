/**
 * TERM between runs, where there are shutdown handlers. A backend that waits for a frontend has left
 * Node.js's event loop, which knows of signals: so it waits for either.
 */
import { waitReadableOr } from '../shared/libc.ts';
import { own } from './interpreters/node/listeners.ts';
import { loopDescriptor } from './interpreters/node/loop.ts';

/** Milliseconds. The loop isn't heard again for so long: something in it may be ready for ever. */
const pause = 1000;

let listener: (() => void) | undefined;
let heardAt = Number.NEGATIVE_INFINITY;

export const hearsTerm = (): boolean => listener !== undefined;

/** From here on, a TERM is told in a turn of the event loop; libuv watches for signals from its start. */
export function hearTerm(terminated: () => void): void {
  listener = terminated;
  own.add(terminated);
  process.on('SIGTERM', terminated);
  heardAt = Number.NEGATIVE_INFINITY;
}

/** From here on it ends the process, or is the script's. */
export function leaveTerm(): void {
  if (listener !== undefined) process.off('SIGTERM', listener);
  listener = undefined;
}

/**
 * @param others other descriptors to wait for
 * @returns false if the time is over, one of the others is readable, or the event loop has to turn
 */
export function waitOrHear(fd: number, others: readonly number[], timeout: number): boolean {
  const isPaused = performance.now() < heardAt + pause;
  if (isPaused) return waitReadableOr(fd, others, Math.min(timeout, pause));
  const isReadable = waitReadableOr(fd, [...others, loopDescriptor()], timeout);
  if (!isReadable) heardAt = performance.now();
  return isReadable;
}
