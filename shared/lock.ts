/** Waits for the queue's lock. */
import { now, tryLock } from './libc.ts';
import { pause } from './pause.ts';

/** Nanoseconds. A lock is held for microseconds: a holder that was stopped must not stop us all. */
const limit = 10_000_000_000n;
/** Milliseconds. */
const step = 0.2;

/** @returns false if somebody else keeps it; by a clock that nobody sets */
export function lock(fd: number): boolean {
  for (const began = now(); !tryLock(fd); pause(step)) {
    if (now() - began > limit) return false;
  }
  return true;
}
