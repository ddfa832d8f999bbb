/** inotify(7): the kernel tells what happens to files, at the moment in which it happens. */
import { closeSync, readSync } from 'node:fs';
import { checked, waitReadable } from '../../shared/libc.ts';
import { pause } from '../../shared/pause.ts';

const calls = {
  init: checked('int inotify_init1(int flags)'),
  add: checked('int inotify_add_watch(int fd, const char *path, uint32_t events)'),
  remove: checked('int inotify_rm_watch(int fd, int watch)'),
};
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;

/** What is told, and in what way it is asked for. */
export const events = {
  modified: 0x2,
  /** Also of a file that has lost a name: another one was renamed over it. */
  attributes: 0x4,
  movedTo: 0x80,
  created: 0x100,
  deletedItself: 0x400,
  movedItself: 0x800,
  onlyDirectories: 0x1000000,
  dontFollow: 0x2000000,
  /** What was asked for before is still told. */
  more: 0x20000000,
} as const;

export interface Event {
  /** Which of those that watch() has returned. */
  readonly watch: number;
  readonly what: number;
  /** In a directory; else empty. */
  readonly name: string;
}

const headerSize = 16;
const bytes = Buffer.alloc(64 * 1024);

function decode(size: number): Event[] {
  const all: Event[] = [];
  for (let at = 0; at < size; ) {
    const end = at + headerSize + bytes.readUInt32LE(at + 12);
    const name = bytes.toString('utf8', at + headerSize, end).replace(/\0.*$/s, '');
    all.push({ watch: bytes.readInt32LE(at), what: bytes.readUInt32LE(at + 4), name });
    at = end;
  }
  return all;
}

/** A user has few, often 128: so many are left to the user's other programs. */
const leftToOthers = 16;

/** @throws CallError if there would be less than that */
function makeOne(): number {
  const made: number[] = [];
  try {
    while (made.length <= leftToOthers) made.push(calls.init(closeOnExec | nonBlocking));
    return made.pop() as number;
  } finally {
    for (const fd of made) closeSync(fd);
  }
}

const retries = 3;
const retryStep = 2; // milliseconds

/** Those that start at this very moment have more than they will keep. */
function makeOneSoon(): number {
  for (let left = retries; ; left--) {
    try {
      return makeOne();
    } catch (error) {
      if (left === 0) throw error;
      pause(retryStep);
    }
  }
}

export class Inotify {
  readonly fd = makeOneSoon();
  /** It tells nothing, and is there as long as we want. */
  private readonly reserve: number;

  /** @throws CallError where the user has too many of them */
  constructor() {
    try {
      this.reserve = this.watch('/', events.deletedItself);
    } catch (error) {
      closeSync(this.fd);
      throw error;
    }
  }

  /** @throws CallError, also where there are too many of them */
  watch(path: string, what: number): number {
    return calls.add(this.fd, path, what);
  }

  get hasEvents(): boolean {
    return waitReadable(this.fd, 0);
  }

  /** @returns some of those that are there */
  take(): Event[] {
    return decode(readSync(this.fd, bytes));
  }

  /** From here on there is an event for whoever has the same open file: nobody takes it. */
  keepEvent(): void {
    calls.remove(this.fd, this.reserve);
  }
}
