/**
 * proper-lockfile's lock, for what is slow and rare, and may be held for longer than a flock: its
 * holder keeps it fresh, and a dead one's is taken over. Loaded when it is needed.
 */

type Lockfile = typeof import('proper-lockfile');

/** Milliseconds: a lock that was not refreshed for so long is a dead process's. */
const staleAge = 5000;
const pollInterval = 10;
const patience = 20_000;

const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

function lockWithin(lockfile: Lockfile, path: string, deadline: number): (() => void) | undefined {
  for (;;) {
    try {
      return lockfile.lockSync(path, { realpath: false, stale: staleAge });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') return undefined;
      if (Date.now() > deadline) return undefined;
      pause(pollInterval);
    }
  }
}

/**
 * Works with the lock `<path>.lock` held; without it, if it can't be had: what is done under it
 * must be right anyway, and is only done once too often.
 */
export function withSlowLock<T>(path: string, work: () => T): T {
  const lockfile = require('proper-lockfile') as Lockfile;
  const unlock = lockWithin(lockfile, path, Date.now() + patience);
  try {
    return work();
  } finally {
    unlock?.();
  }
}
