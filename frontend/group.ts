/** Finds the group's directory: the user's must be there, the group's is made when it is needed. */
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { groupKey } from '../shared/key.ts';
import { reason } from '../shared/libc.ts';
import { build } from './build.ts';
import type { Run } from './invocation.ts';
import { ownPrivileges } from './privileges.ts';
import { workingDirectory } from './working-directory.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
const directoryTries = 10;
const addressSize = 108; // of a Unix socket
const keyLength = 32;
const longestNumber = 10;
const identitySize = 16;

const uid = process.geteuid?.() ?? 0;

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

function make(path: string | Buffer, shown: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw new SpeedyError('directory', shown, reason(error));
  }
}

/** Whether it is the directory itself, and not one above it, that lets nobody in. */
const isForbidden = (error: unknown, path: Buffer): boolean =>
  hasCode(error, 'EACCES') && lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Opens the user's directory, makes it if there is none. */
function openOrMake(path: string): number {
  const bytes = Buffer.from(path, 'latin1');
  for (let tries = 0; ; tries++) {
    try {
      return openSync(bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    } catch (error) {
      if (hasCode(error, 'ENOTDIR', 'ELOOP') || isForbidden(error, bytes))
        throw new SpeedyError('directoryUnsafe', path);
      if (!hasCode(error, 'ENOENT') || tries === directoryTries) {
        throw new SpeedyError('directory', path, reason(error));
      }
      make(bytes, path);
    }
  }
}

/** Anything but a directory of mode 0700 that belongs to the user is refused. */
function openDirectory(path: string): number {
  const fd = openOrMake(path);
  checkDirectory(fd, path);
  return fd;
}

/** @throws SpeedyError */
export function checkDirectory(fd: number, path: string): void {
  const stats = fstatSync(fd);
  if (stats.uid !== uid || (stats.mode & 0o7777) !== 0o700) {
    throw new SpeedyError('directoryUnsafe', path);
  }
}

export class Group {
  private readonly home: string;
  private readonly key: string;
  private directory: number;

  /** @throws SpeedyError */
  constructor(run: Run) {
    const { values, stamp } = run;
    const longest =
      values.TmpBase.length + 1 + longestNumber + 1 + keyLength + 1 + longestNumber + 1;
    if (longest > addressSize) throw new SpeedyError('pathTooLong', values.TmpBase);
    this.home = `${values.TmpBase}.${uid}`;
    this.directory = openDirectory(this.home);
    const identity = stamp.subarray(0, identitySize);
    const directory = workingDirectory();
    const privileges = ownPrivileges();
    this.key = groupKey(build, { ...run, identity, directory, privileges });
  }

  /** As others see it. */
  get path(): string {
    return `${this.home}/${this.key}`;
  }

  /** Through the directory that was found safe: nobody can put another in its place. */
  get safePath(): string {
    return `/proc/self/fd/${this.directory}/${this.key}`;
  }

  /** The user's directory itself may have been removed meanwhile. */
  makeDirectory(): void {
    for (let tries = 1; ; tries++) {
      try {
        mkdirSync(this.safePath, 0o700);
        return;
      } catch (error) {
        if (hasCode(error, 'EEXIST')) return;
        if (!hasCode(error, 'ENOENT') || tries === directoryTries) {
          throw new SpeedyError('directory', this.path, reason(error));
        }
      }
      this.close();
      this.directory = openDirectory(this.home);
    }
  }

  close(): void {
    closeSync(this.directory);
  }
}
