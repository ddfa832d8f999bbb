/** The queue file: opened, locked, read and written. shared/layout.ts says what is in it. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { headerSize, maxRecords, recordSize, states } from './layout.ts';
import { unlock } from './libc.ts';
import { lock } from './lock.ts';
import { startOf } from './process-start.ts';
import { Entry, Header, offsetInRecord } from './record.ts';

/** A record, and which one. */
export interface Place {
  readonly index: number;
  readonly entry: Entry;
}

const queueName = 'queue';

export const offsetOf = (index: number): number => headerSize + index * recordSize;

export class Queue {
  readonly fd: number;
  readonly header = new Header();

  /**
   * @param flags more of them, O_CREAT perhaps
   * @throws what openSync does, or an Error if it is no regular file
   */
  constructor(
    readonly path: string,
    flags = 0,
  ) {
    const { O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;
    this.fd = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | flags, 0o600);
    if (fstatSync(this.fd).isFile()) return;
    this.close();
    throw new Error(`${path} is not a regular file`);
  }

  /** Does what must be done holding the lock, with the header read. */
  locked<T>(work: () => T): T {
    if (!lock(this.fd)) throw new Error(`${this.path} is kept locked by somebody else`);
    try {
      this.readHeader();
      return work();
    } finally {
      unlock(this.fd);
    }
  }

  readHeader(): void {
    readSync(this.fd, this.header.bytes, 0, headerSize, 0);
  }

  /** @returns false if the file doesn't go that far */
  read(index: number, entry: Entry): boolean {
    return readSync(this.fd, entry.bytes, 0, recordSize, offsetOf(index)) === recordSize;
  }

  write({ index, entry }: Place): void {
    writeSync(this.fd, entry.bytes, 0, recordSize, offsetOf(index));
  }

  /** The other fields may change meanwhile: not all of them need the lock. */
  writeField(index: number, name: Parameters<typeof offsetInRecord>[0], value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    writeSync(this.fd, bytes, 0, 4, offsetOf(index) + offsetInRecord(name));
  }

  writeHeader(): void {
    writeSync(this.fd, this.header.bytes, 0, headerSize, 0);
  }

  /** All records, over one buffer. */
  *all(): Generator<Place> {
    const count = Math.min(this.header.get('records'), maxRecords);
    const bytes = Buffer.alloc(count * recordSize);
    const size = readSync(this.fd, bytes, 0, bytes.length, headerSize);
    for (let index = 0; (index + 1) * recordSize <= size; index++) {
      const from = index * recordSize;
      yield { index, entry: new Entry(bytes.subarray(from, from + recordSize)) };
    }
  }

  /** The living frontend that has waited longest. */
  firstWaiting(): Place | undefined {
    let first: Place | undefined;
    if (this.header.get('waiting') === 0) return undefined;
    for (const place of this.all()) {
      const { entry } = place;
      if (entry.get('state') !== states.waiting || !isThere(entry.get('pid'))) continue;
      if (first === undefined || entry.getLong('since') < first.entry.getLong('since')) {
        first = place;
      }
    }
    return first;
  }

  /** Nobody is in the queue any more: it goes, and with it the group's directory. */
  removeIfUnused(): void {
    for (const { entry } of this.all()) if (!isVoid(entry)) return;
    const group = dirname(this.path);
    try {
      for (const name of leftIn(group)) rmSync(join(group, name), { force: true });
      unlinkSync(this.path);
      rmdirSync(group);
    } catch {
      // Not empty, a socket is there still: the next one that leaves tries again.
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

const largestPid = 2 ** 22; // of Linux

/** To 0, and to what the kernel reads as negative, signals go as to many. */
const isPid = (pid: number): boolean => pid > 0 && pid <= largestPid;

/**
 * What says whose queue it is, and what was learned, and sockets of backends that were killed together
 * with their keepers; the queue's lock is a directory.
 */
function leftIn(group: string): string[] {
  const left = readdirSync(group, { withFileTypes: true }).filter(
    (entry) => entry.isFile() || (entry.isSocket() && startOf(Number(entry.name)) === 0n),
  );
  return left.map(({ name }) => name).filter((name) => name !== queueName);
}

/** Whether there is a process of that number, ours or not. */
export function isThere(pid: number): boolean {
  try {
    return isPid(pid) && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Zombies are: whoever is to reap them may take long. */
const isDead = (pid: number): boolean => startOf(pid) === 0n;

/** Nobody will come back to it: a frontend that was killed frees no record of its own. */
function isVoid(entry: Entry): boolean {
  const [pid, partner] = [entry.get('pid'), entry.get('partner')];
  switch (entry.get('state')) {
    case states.free:
      return true;
    case states.waiting:
    case states.called:
      return isDead(pid);
    case states.dead:
      return isDead(partner);
    case states.starting:
      return isDead(pid) && isDead(partner);
    default:
      return false;
  }
}

/**
 * A signal whose default is to do nothing, so that a recycled pid isn't hurt.
 * @returns false if it died: whoever scans the queue next frees its record
 */
export function wakeUp(pid: number): boolean {
  try {
    return isPid(pid) && process.kill(pid, 'SIGURG');
  } catch {
    return false;
  }
}
