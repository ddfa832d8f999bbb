/** The ways to end: as the script ended, or with one of speedy's own failures. */
import { writeSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { CallError, declare, reason } from '../shared/libc.ts';
import { isHeld, setDefault, unblock } from './dispositions.ts';

const ownFailure = 125;
const coreLimit = 4; // RLIMIT_CORE
const signalBase = 128;
const brokenPipe = 13; // SIGPIPE

const setrlimit = declare('int setrlimit(int resource, void *limit)');
const raise = declare('int raise(int signal)');
const exitNow = declare('void _exit(int status)');

/** At once: Node.js would wait for its threads, and one of them reads. */
export function exit(status: number): never {
  exitNow(status);
  throw new Error('_exit returned');
}

export function dieBy(signal: number): never {
  setrlimit(coreLimit, Buffer.alloc(16)); // the backend has dumped its own
  setDefault(signal);
  unblock(signal);
  raise(signal);
  return exit(signalBase + signal);
}

/** @param status as wait(2) tells */
export function endAs(status: number): never {
  const signal = status & 0x7f;
  return signal === 0 ? exit((status >> 8) & 0xff) : dieBy(signal);
}

/** Whoever has closed what we write to ends us, as any program; Node.js ignores that. */
export function put(fd: 1 | 2, text: string): void {
  try {
    for (let rest = Buffer.from(text, 'latin1'); rest.length > 0; ) {
      rest = rest.subarray(writeSync(fd, rest));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE' && !isHeld(brokenPipe)) dieBy(brokenPipe);
    throw error;
  }
}

/** What no table foresees: Node.js's words, which name the call; the system's, where it failed. */
function describe(error: unknown): string {
  const { syscall, path } = error as NodeJS.ErrnoException;
  const what = [syscall ?? 'internal error', path].filter(Boolean).join(' ');
  const isCall = error instanceof CallError;
  return `speedy: ${isCall ? error.message : `${what}: ${reason(error)}`}`.replaceAll('\n', ' ');
}

/** One line on standard error. */
export function fail(error: unknown): never {
  const isOurs = error instanceof SpeedyError;
  const text = isOurs ? error.message : describe(error);
  try {
    put(2, `${text}\n`);
  } catch {
    // Nobody wants to know.
  }
  return exit(isOurs ? error.status : ownFailure);
}
