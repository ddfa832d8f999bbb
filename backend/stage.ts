/** Sets the stage for a run: descriptors 0, 1 and 2, environment, current directory, umask. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { duplicate, putDescriptor } from '../shared/libc.ts';
import type { Received } from './connection.ts';
import { enterDirectory } from './directory.ts';
import { setEnvironment } from './environment.ts';
import { boundLog, log } from './log.ts';

const nullDevice = openSync('/dev/null', 'r+');
const standard = [0, 1, 2] as const;

/**
 * Between runs: nothing to read, and what is said goes to the log. What the next run sets anyway
 * stays.
 */
export function leaveStage(): void {
  for (const fd of standard) putDescriptor(fd === 2 ? log : nullDevice, fd);
}

/** @returns what puts the standard descriptors back as they are now */
export function keepStage(): () => void {
  const kept = standard.map((fd) => [duplicate(fd), fd] as const);
  return () => {
    for (const [copy, fd] of kept) {
      putDescriptor(copy, fd);
      closeSync(copy);
    }
  };
}

/** For the last words of a backend that leaves: all that is said goes to the log. */
export function enterLog(): void {
  boundLog();
  leaveStage();
  putDescriptor(log, 1);
}

export function enterStage({ request, descriptors }: Received): void {
  for (const fd of standard) {
    const passed = descriptors[fd];
    putDescriptor(passed ?? nullDevice, fd);
    if (passed !== undefined) closeSync(passed);
  }
  setEnvironment(request.env);
  enterDirectory(request.cwd);
  process.umask(request.umask);
}

/** Whoever waits for the run is told something on the stage, whether or not anybody listens. */
export function tellUser(message: string): void {
  try {
    writeSync(2, `${message}\n`);
  } catch {}
}
