/**
 * proper-lockfile's lock, for what is slow and rare, and may be held for longer than a flock: a dead
 * holder's is taken over. Loaded when it is needed.
 */
import { now } from './libc.ts';
import { pause } from './pause.ts';

type Lockfile = typeof import('proper-lockfile');

/** Milliseconds: a lock that was not refreshed for so long is a dead process's. */
const staleAge = 5000;
const pollInterval = 10;
/** Nanoseconds, by a clock that nobody sets. */
const waitLimit = 20_000_000_000n;

function tryToLock(lockfile: Lockfile, path: string): (() => void) | undefined {
  for (const began = now(); ; pause(pollInterval)) {
    try {
      return lockfile.lockSync(path, { realpath: false, stale: staleAge });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') return undefined;
      if (now() - began > waitLimit) return undefined;
    }
  }
}

/**
 * Works with the lock `<path>.lock` held; without it, if it can't be had: what is done under it
 * must be right anyway, and is only done once too often.
 */
export function withSlowLock<T>(path: string, work: () => T): T {
  const lockfile = require('proper-lockfile') as Lockfile;
  const unlock = tryToLock(lockfile, path);
  try {
    return work();
  } finally {
    unlock?.();
  }
}
