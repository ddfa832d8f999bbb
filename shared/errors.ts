/**
 * The one table of speedy's own failures. A message is one line on standard error,
 * "speedy: what was tried: on what: why"; the C frontend has the same table, generated.
 */

export interface Failure {
  /** Exit status: 125 speedy itself, 126 the script can't be read, 127 there is no such script. */
  readonly status: number;
  readonly tried: string;
  /** Why, where it is always the same; else the caller says, mostly with the system's words. */
  readonly why: string;
}

export const failures = {
  setId: {
    status: 125,
    tried: 'check the privileges',
    why: "the real and the effective one differ, so that environment and options are somebody else's; the wrapper must set both, as sudo and setpriv --reuid --regid do",
  },
  unknownOption: { status: 125, tried: 'read options', why: 'unknown option; see speedy --help' },
  missingValue: { status: 125, tried: 'read options', why: 'needs a value; see speedy --help' },
  badNumber: {
    status: 125,
    tried: 'read options',
    why: 'not a whole number from 0 to 2147483647',
  },
  badPath: { status: 125, tried: 'read options', why: 'not an absolute path' },
  badSwitch: { status: 125, tried: 'read options', why: 'neither 0 nor 1' },
  badChoice: { status: 125, tried: 'read options', why: 'neither off, warn nor retire' },
  badInterpreter: {
    status: 125,
    tried: 'choose the interpreter',
    why: 'not an interpreter that speedy runs; use node, perl or auto',
  },
  mixedOptions: {
    status: 125,
    tried: 'choose the interpreter',
    why: 'an option of perl among those of node; choose with -i behind --',
  },
  tooManyOptions: { status: 125, tried: 'read options', why: 'too many options' },
  noScript: {
    status: 125,
    tried: 'read the command line',
    why: 'no script named; see speedy --help',
  },
  notOneCommand: {
    status: 125,
    tried: 'read options',
    why: 'give one of --status, --stop, --reload and --kill; --json goes with --status',
  },
  scriptMissing: { status: 127, tried: 'open the script', why: '' },
  scriptUnreadable: { status: 126, tried: 'open the script', why: '' },
  scriptNoFile: { status: 126, tried: 'open the script', why: 'not a regular file' },
  directory: { status: 125, tried: 'use the directory', why: '' },
  directoryUnsafe: {
    status: 125,
    tried: 'use the directory',
    why: 'not a directory of this user with mode 0700; remove it, or choose another with -T',
  },
  pathTooLong: {
    status: 125,
    tried: 'use the directory',
    why: 'path too long; choose a shorter one with -T',
  },
  queue: { status: 125, tried: 'use the queue', why: '' },
  queueUnsafe: {
    status: 125,
    tried: 'use the queue',
    why: 'not a regular file of this user; remove it',
  },
  queueFull: {
    status: 125,
    tried: 'use the queue',
    why: 'too many processes in it; try again later',
  },
  queueDamaged: { status: 125, tried: 'use the queue', why: 'damaged again and again; remove it' },
  start: { status: 125, tried: 'start a backend', why: '' },
  startFailed: { status: 125, tried: 'start a backend', why: 'it ended before it was ready' },
  startRefused: {
    status: 125,
    tried: 'start a backend',
    why: 'it ended before it was ready; what stands before -- is for the interpreter',
  },
  startTimeout: { status: 125, tried: 'start a backend', why: 'not ready in time' },
  request: { status: 125, tried: 'send the request', why: '' },
  requestTooLarge: { status: 125, tried: 'send the request', why: 'larger than 16 MiB' },
  peer: { status: 125, tried: 'send the request', why: 'the backend belongs to another user' },
  check: { status: 125, tried: 'check the script', why: '' },
  begin: { status: 125, tried: 'begin the run', why: '' },
  workingDirectory: { status: 125, tried: 'enter the working directory', why: '' },
  died: {
    status: 125,
    tried: 'wait for the script',
    why: 'its backend ended, and nothing says how',
  },
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof failures;

/** One of speedy's own failures, with what it was about. */
export class SpeedyError extends Error {
  readonly status: number;

  constructor(name: FailureName, what: string, why: string = failures[name].why) {
    super(`speedy: ${failures[name].tried}: ${what}: ${why}`);
    this.name = 'SpeedyError';
    this.status = failures[name].status;
  }
}
