/** This backend's own record in the queue: registered, given back, marked, and gone. */
import { existsSync, fstatSync, writeSync } from 'node:fs';
import { states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { isThere, offsetOf, Queue, wakeUp } from '../shared/queue.ts';
import { Entry, offsetInRecord } from '../shared/record.ts';
import { dismissIdle } from './fresh/places.ts';
import { settings } from './settings.ts';

const taken = 1;
const ending = 2;

class OwnRecord {
  private queue = undefined as unknown as Queue; // until it is registered
  private index = -1;
  private readonly entry = new Entry();
  private readonly mark = Buffer.alloc(8);

  private get startedAt(): number {
    return offsetOf(this.index) + offsetInRecord('started');
  }

  /**
   * @param index of the record that was marked as starting for us
   * @param pidStart when this process started, in the kernel's ticks
   * @returns false if the record is no longer kept for us: we were too slow
   */
  register(index: number, pidStart: bigint): boolean {
    if (!existsSync(settings.queue)) return false;
    this.queue = new Queue(settings.queue);
    this.index = index;
    return this.queue.locked(() => {
      if (!this.isKeptForUs()) return false;
      this.entry.clear();
      this.entry.set('pid', process.pid);
      this.entry.setLong('pidStart', pidStart);
      this.becomeIdle();
      return true;
    });
  }

  /** We are in that queue no more. */
  close(): void {
    this.queue.close();
  }

  /** It may have been freed meanwhile, and be somebody else's. */
  private isKeptForUs(): boolean {
    return this.queue.read(this.index, this.entry) && this.entry.get('state') === states.starting;
  }

  /**
   * The run has ended: serve the next in line, or be idle.
   * @returns false if the queue doesn't know us any more
   */
  giveBack(frontend: number, runs: number): boolean {
    return this.queue.locked(() => {
      if (!this.readOwn()) return false;
      // Else somebody has taken us meanwhile: the frontend is dead, and its successor waits.
      if (this.entry.get('partner') !== frontend) return true;
      this.entry.set('runs', runs);
      this.becomeIdle();
      return true;
    });
  }

  /** No other one is there, or starts. */
  private isAlone(): boolean {
    const others = [...this.queue.all()].filter(({ index }) => index !== this.index);
    const ready: number[] = [states.idle, states.starting];
    return !others.some(({ entry }) => ready.includes(entry.get('state')));
  }

  /** Whether frontends can find us: the queue is there still, and has our record. */
  isKept(): boolean {
    return fstatSync(this.queue.fd).nlink > 0 && this.queue.locked(() => this.readOwn());
  }

  private readOwn(): boolean {
    return this.queue.read(this.index, this.entry) && this.entry.get('pid') === process.pid;
  }

  private write(): void {
    this.queue.write({ index: this.index, entry: this.entry });
  }

  /** With the lock held and the own record read: the first who waits is called, else we are idle. */
  private becomeIdle(): void {
    const { queue, entry } = this;
    entry.setLong('since', now());
    entry.set('started', 0);
    const called = queue.firstWaiting();
    if (called !== undefined) {
      this.call(called.index, called.entry);
      return;
    }
    entry.set('state', states.idle);
    entry.set('partner', 0);
    entry.set('next', queue.header.get('idle'));
    this.write();
    queue.header.set('idle', this.index + 1);
    queue.writeHeader();
  }

  private call(index: number, frontend: Entry): void {
    const { queue, entry } = this;
    const pid = frontend.get('pid');
    entry.set('state', states.serving);
    entry.set('partner', pid);
    this.write();
    frontend.set('state', states.called);
    frontend.set('partner', this.index);
    frontend.setLong('since', entry.getLong('since'));
    queue.write({ index, entry: frontend });
    queue.header.set('waiting', queue.header.get('waiting') - 1);
    queue.writeHeader();
    wakeUp(pid);
  }

  /**
   * The request is taken: from now on a death of ours is the script's.
   * @returns false if we serve somebody else by now, or nobody
   */
  markStarted(frontend: number): boolean {
    return this.queue.locked(() => {
      if (!this.readOwn() || this.entry.get('state') !== states.serving) return false;
      if (this.entry.get('partner') !== frontend) return false;
      this.mark.writeUInt32LE(taken, 0);
      writeSync(this.queue.fd, this.mark, 0, 4, this.startedAt);
      return true;
    });
  }

  /**
   * This process ends by itself, with what it has still to say: its frontend looks here for how.
   * Needs no lock: nobody else is served before we have given back.
   */
  markEnding(code: number): void {
    this.mark.writeUInt32LE(ending, 0);
    this.mark.writeUInt32LE((code & 255) << 8, 4);
    writeSync(this.queue.fd, this.mark, 0, 8, this.startedAt);
  }

  /**
   * Makes our record that of a backend which is about to start, in our place.
   * @param tidy done while nobody can take us any more
   * @returns its index; undefined if the queue doesn't know us any more
   */
  bequeath(tidy: () => void): number | undefined {
    return this.queue.locked(() => {
      if (!this.readOwn()) return undefined;
      tidy();
      return this.keepPlace();
    });
  }

  private keepPlace(): number {
    const { entry } = this;
    entry.clear();
    entry.set('state', states.starting);
    entry.set('pid', process.pid);
    entry.setLong('since', now());
    this.write();
    return this.index;
  }

  /**
   * As leave(), but where no other one is there, our record may become that of one that starts.
   * @returns its index; else whether it is off the queue
   */
  leaveOrBequeath(ifIdle: boolean, isWanted: boolean, tidy: () => void): number | boolean {
    return this.queue.locked(() => {
      const isKnown = this.readOwn();
      const isIdle = isKnown && this.entry.get('state') === states.idle;
      const isRight = isKnown && isIdle === ifIdle;
      if (!isWanted || !isRight || !this.isAlone()) return this.leaveNow(ifIdle, tidy);
      tidy();
      if (isIdle) this.unlink();
      return this.keepPlace();
    });
  }

  /** Backends that nobody has taken are ended. */
  dismissOthers(): void {
    this.queue.locked(() => dismissIdle(this.queue));
  }

  /** Who starts there is known; 0 if nobody does. */
  setSuccessor(keeper: number): void {
    this.queue.locked(() => {
      if (!this.isKeptForUs() || this.entry.get('pid') !== process.pid) return;
      if (keeper === 0) this.entry.clear();
      else this.entry.set('pid', keeper);
      this.write();
    });
  }

  /**
   * Takes this backend off the queue; the first in line is woken, to look for another.
   * @param ifIdle leave only if nobody has taken us
   * @param tidy done while nobody can take us any more
   * @returns whether it is off the queue
   */
  leave(ifIdle: boolean, tidy: () => void): boolean {
    return this.queue.locked(() => this.leaveNow(ifIdle, tidy));
  }

  private leaveNow(ifIdle: boolean, tidy: () => void): boolean {
    const { queue, entry } = this;
    const known = this.readOwn();
    const isIdle = known && entry.get('state') === states.idle;
    if (known && ifIdle && !isIdle && !this.isForsaken()) return false;
    tidy();
    if (isIdle) this.unlink();
    if (known) {
      entry.clear();
      this.write();
    }
    const first = queue.firstWaiting();
    if (first !== undefined) wakeUp(first.entry.get('pid'));
    queue.removeIfUnused();
    return true;
  }

  /** Somebody has taken us, but died before we were told what for. */
  private isForsaken(): boolean {
    const { entry } = this;
    const waits = entry.get('state') === states.serving && entry.get('started') === 0;
    return waits && !isThere(entry.get('partner'));
  }

  /** Off the list of idle backends, wherever in it we are. */
  private unlink(): void {
    const { queue, entry } = this;
    const after = entry.get('next');
    if (queue.header.get('idle') === this.index + 1) {
      queue.header.set('idle', after);
      queue.writeHeader();
      return;
    }
    for (const place of queue.all()) {
      if (place.entry.get('state') !== states.idle) continue;
      if (place.entry.get('next') !== this.index + 1) continue;
      place.entry.set('next', after);
      queue.write(place);
    }
  }
}

export const ownRecord = new OwnRecord();
