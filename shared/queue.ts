/**
 * The queue file as the backend uses it: its own record. shared/layout.ts describes the file;
 * frontend/queue.c takes backends from it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  type Field,
  headerFields,
  headerSize,
  recordFields,
  recordSize,
  states,
} from './layout.ts';
import { lockExclusive, now, unlock } from './libc.ts';

const offsetsOf = (fields: readonly Field[]): Record<string, number> =>
  Object.fromEntries(fields.map(({ name, offset }) => [name, offset]));
const inHeader = offsetsOf(headerFields);
const inRecord = offsetsOf(recordFields);

const at = (offsets: Record<string, number>, name: string): number => {
  const offset = offsets[name];
  if (offset === undefined) throw new Error(`no field ${name}`);
  return offset;
};

const [state, next, pid, partner, pidStart, since, runs, started, status] = [
  'state',
  'next',
  'pid',
  'partner',
  'pidStart',
  'since',
  'runs',
  'started',
  'status',
].map((name) => at(inRecord, name)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const records = at(inHeader, 'records');
const idle = at(inHeader, 'idle');
const waiting = at(inHeader, 'waiting');

export class Queue {
  private readonly fd: number;
  private readonly header = Buffer.alloc(headerSize);
  private readonly record = Buffer.alloc(recordSize);
  private readonly one = Buffer.from([1, 0, 0, 0]);

  /**
   * @param path of the queue file
   * @param index of the record that is this backend's
   */
  constructor(
    private readonly path: string,
    private readonly index: number,
  ) {
    this.fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
    if (!fstatSync(this.fd).isFile()) throw new Error(`${path} is not a regular file`);
  }

  private offset(index: number): number {
    return headerSize + index * recordSize;
  }

  private read(index: number, record: Buffer): boolean {
    return readSync(this.fd, record, 0, recordSize, this.offset(index)) === recordSize;
  }

  private write(index: number, record: Buffer): void {
    writeSync(this.fd, record, 0, recordSize, this.offset(index));
  }

  private locked<T>(work: () => T): T {
    lockExclusive(this.fd);
    try {
      readSync(this.fd, this.header, 0, headerSize, 0);
      return work();
    } finally {
      unlock(this.fd);
    }
  }

  /** Makes the record that was marked as starting this process's. */
  register(start: bigint): void {
    this.locked(() => {
      this.record.fill(0);
      this.record.writeUInt32LE(process.pid, pid);
      this.record.writeBigUInt64LE(start, pidStart);
      this.becomeIdle();
    });
  }

  /** The run has ended: serve the next in line, or be idle. */
  giveBack(frontend: number, runCount: number): void {
    this.locked(() => {
      if (!this.read(this.index, this.record)) return;
      if (this.record.readUInt32LE(pid) !== process.pid) return;
      // Somebody else has taken us meanwhile: the frontend is dead, and its successor waits.
      if (this.record.readUInt32LE(partner) !== frontend) return;
      this.record.writeUInt32LE(runCount, runs);
      this.becomeIdle();
    });
  }

  /** With the lock held and the own record read: the first who waits is called, else we are idle. */
  private becomeIdle(): void {
    this.record.writeBigUInt64LE(now(), since);
    this.record.writeUInt32LE(0, started);
    const called = this.header.readUInt32LE(waiting) > 0 ? this.firstWaiting() : undefined;
    if (called === undefined) {
      this.record.writeUInt32LE(states.idle, state);
      this.record.writeUInt32LE(0, partner);
      this.record.writeUInt32LE(this.header.readUInt32LE(idle), next);
      this.write(this.index, this.record);
      this.header.writeUInt32LE(this.index + 1, idle);
      writeSync(this.fd, this.header, 0, headerSize, 0);
      return;
    }
    const { index, record } = called;
    const frontend = record.readUInt32LE(pid);
    this.record.writeUInt32LE(states.serving, state);
    this.record.writeUInt32LE(frontend, partner);
    this.write(this.index, this.record);
    record.writeUInt32LE(states.called, state);
    record.writeUInt32LE(this.index, partner);
    record.writeBigUInt64LE(now(), since);
    this.write(index, record);
    this.header.writeUInt32LE(this.header.readUInt32LE(waiting) - 1, waiting);
    writeSync(this.fd, this.header, 0, headerSize, 0);
    wakeUp(frontend);
  }

  private firstWaiting(): { index: number; record: Buffer } | undefined {
    let first: { index: number; record: Buffer } | undefined;
    for (const entry of this.all()) {
      if (entry.record.readUInt32LE(state) !== states.waiting) continue;
      if (!isThere(entry.record.readUInt32LE(pid))) continue;
      const earlier = first?.record.readBigUInt64LE(since);
      if (earlier === undefined || entry.record.readBigUInt64LE(since) < earlier) first = entry;
    }
    return first;
  }

  private *all(): Generator<{ index: number; record: Buffer }> {
    const count = this.header.readUInt32LE(records);
    const bytes = Buffer.alloc(count * recordSize);
    const size = readSync(this.fd, bytes, 0, bytes.length, headerSize);
    for (let index = 0; (index + 1) * recordSize <= size; index++) {
      yield { index, record: bytes.subarray(index * recordSize, (index + 1) * recordSize) };
    }
  }

  /** The request is taken: from now on a death of ours is the script's. Needs no lock. */
  markStarted(): void {
    writeSync(this.fd, this.one, 0, 4, this.offset(this.index) + started);
  }

  /** This process ends by itself, with what it has still to say: its frontend looks here for how. */
  markEnding(code: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(2, 0);
    bytes.writeUInt32LE((code & 255) << 8, 4);
    writeSync(this.fd, bytes, 0, 8, this.offset(this.index) + started);
  }

  /**
   * Takes this backend off the queue; the first in line is woken, to look for another.
   * @param ifIdle leave only if nobody has taken us
   * @returns whether it is off the queue
   */
  leave(ifIdle: boolean): boolean {
    return this.locked(() => {
      if (!this.read(this.index, this.record) || this.record.readUInt32LE(pid) !== process.pid) {
        return true;
      }
      const isIdle = this.record.readUInt32LE(state) === states.idle;
      if (ifIdle && !isIdle) return false;
      if (isIdle) this.unlink();
      this.record.fill(0);
      this.write(this.index, this.record);
      const first = this.header.readUInt32LE(waiting) > 0 ? this.firstWaiting() : undefined;
      if (first !== undefined) wakeUp(first.record.readUInt32LE(pid));
      this.removeIfUnused();
      return true;
    });
  }

  /** Off the list of idle backends, wherever in it we are. */
  private unlink(): void {
    const after = this.record.readUInt32LE(next);
    if (this.header.readUInt32LE(idle) === this.index + 1) {
      this.header.writeUInt32LE(after, idle);
      writeSync(this.fd, this.header, 0, headerSize, 0);
      return;
    }
    for (const { index, record } of this.all()) {
      if (record.readUInt32LE(state) !== states.idle) continue;
      if (record.readUInt32LE(next) !== this.index + 1) continue;
      record.writeUInt32LE(after, next);
      this.write(index, record);
    }
  }

  /** Nobody is in the queue any more: it goes, and with it the group's directory. */
  private removeIfUnused(): void {
    for (const { record } of this.all()) {
      if (record.readUInt32LE(state) !== states.free) return;
    }
    try {
      unlinkSync(this.path);
      rmdirSync(dirname(this.path));
    } catch {
      // Not empty, a socket is there still: the next one that leaves tries again.
    }
  }

  /**
   * For a backend that is dead: tells the frontend that it served how it died, or frees its record.
   * @param deadPid the backend's pid
   * @param how as wait(2) tells
   */
  bury(deadPid: number, how: number): void {
    this.locked(() => {
      for (const { index, record } of this.all()) {
        if (record.readUInt32LE(pid) !== deadPid) continue;
        const kind = record.readUInt32LE(state);
        if (kind === states.serving && isThere(record.readUInt32LE(partner))) {
          record.writeUInt32LE(states.dead, state);
          record.writeUInt32LE(how, status);
        } else if (kind === states.idle || kind === states.serving) {
          record.fill(0);
        }
        this.write(index, record);
      }
      const first = this.header.readUInt32LE(waiting) > 0 ? this.firstWaiting() : undefined;
      if (first !== undefined) wakeUp(first.record.readUInt32LE(pid));
      this.removeIfUnused();
    });
  }

  close(): void {
    closeSync(this.fd);
  }
}

const isThere = (process_: number): boolean => {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** A signal whose default is to do nothing, so that a recycled pid isn't hurt. */
function wakeUp(frontend: number): void {
  try {
    process.kill(frontend, 'SIGURG');
  } catch {
    // It died: whoever scans the queue next frees its record.
  }
}
