/** This backend's own record in the queue: registered, given back, marked, and gone. */
import { existsSync, fstatSync, writeSync } from 'node:fs';
import { heirComes, states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { isThere, offsetOf, type Place, Queue, wakeUp } from '../shared/queue.ts';
import { Entry, offsetInRecord } from '../shared/record.ts';
import { dismissIdle } from './fresh/places.ts';
import { dismissHeir, heirIn } from './heir.ts';
import { becomeIdle, unlink } from './idle-list.ts';
import { settings } from './settings.ts';
import { awaitsUs, giveTo, isAlone, mayHaveHeir, pass, type Vacancy } from './succession.ts';

const nanoseconds = 1e6; // in a millisecond
const taken = 1;
const ending = 2;

/** As wait(2) tells. */
const exitOf = (code: number): number => (code & 255) << 8;

class OwnRecord {
  private queue = undefined as unknown as Queue; // until it is registered
  private index = -1;
  private readonly entry = new Entry();
  private readonly mark = Buffer.alloc(8);
  private waitsAsHeir = false;

  private get startedAt(): number {
    return offsetOf(this.index) + offsetInRecord('started');
  }

  /**
   * As an heir, we wait until the record becomes ours.
   * @param index of the record that was marked as starting for us, or is our predecessor's
   * @param pidStart when this process started, in the kernel's ticks
   * @returns false if the record is no longer kept for us: we were too slow
   */
  register(index: number, pidStart: bigint): boolean {
    if (!existsSync(settings.queue)) return false;
    this.queue = new Queue(settings.queue);
    this.index = index;
    return this.queue.locked(() => {
      const isStarting = this.isKeptForUs();
      if (!isStarting && awaitsUs(this.entry)) {
        this.writeHeir(process.pid);
        this.waitsAsHeir = true;
        return true;
      }
      if (!isStarting) return false;
      this.entry.clear();
      this.entry.set('pid', process.pid);
      this.entry.setLong('pidStart', pidStart);
      becomeIdle(this.queue, this.place);
      return true;
    });
  }

  /** Does what concerns others in the queue, too, with its lock held. */
  inQueue<T>(work: (queue: Queue) => T): T {
    return this.queue.locked(() => work(this.queue));
  }

  /** We are in that queue no more. */
  close(): void {
    this.queue.close();
  }

  /** It may have been freed meanwhile, and be somebody else's. */
  private isKeptForUs(): boolean {
    return this.queue.read(this.index, this.entry) && this.entry.get('state') === states.starting;
  }

  private writeHeir(pid: number): void {
    this.queue.writeField(this.index, 'heir', pid);
  }

  /**
   * An heir is to be started, unless there is one, or too many are being started.
   * @returns the index of the record that is to be its own
   */
  expectHeir(): number | undefined {
    return this.queue.locked(() => {
      if (!this.readOwn() || !mayHaveHeir(this.queue, this.entry)) return undefined;
      this.writeHeir(heirComes);
      return this.index;
    });
  }

  /** The one that was to be started doesn't come. */
  expectNoHeir(): void {
    this.queue.locked(() => {
      if (this.readOwn() && this.entry.get('heir') === heirComes) this.writeHeir(0);
    });
  }

  /** Whether somebody is ready to take our place; needs no lock. */
  get hasHeir(): boolean {
    return this.readOwn() && this.entry.get('heir') > heirComes;
  }

  /** Whether our predecessor is there still; needs no lock. */
  get isHeir(): boolean {
    if (this.waitsAsHeir) this.waitsAsHeir = !this.readOwn();
    return this.waitsAsHeir;
  }

  /** Milliseconds for which the record says that we are idle; undefined if we aren't. */
  get idleTime(): number | undefined {
    if (!this.readOwn() || this.entry.get('state') !== states.idle) return undefined;
    return Number(now() - this.entry.getLong('since')) / nanoseconds;
  }

  /**
   * The run has ended: serve the next in line, or be idle; unless we are told to leave.
   * @param status of the run: if we are killed before its frontend is told, that looks here for it
   * @param tidy done while nobody can take us any more
   * @returns false if the queue doesn't know us any more
   */
  giveBack(frontend: number, status: number, runs: number, tidy: () => void): boolean {
    return this.queue.locked(() => {
      if (!this.readOwn()) return false;
      // Else somebody has taken us meanwhile: the frontend is dead, and its successor waits.
      if (this.entry.get('partner') !== frontend) return true;
      if (this.isToLeave) {
        this.depart(true, tidy);
        return false;
      }
      this.entry.set('runs', runs);
      this.entry.set('last', frontend);
      this.entry.set('status', exitOf(status));
      becomeIdle(this.queue, this.place);
      return true;
    });
  }

  /** Whether frontends can find us, now or as an heir: the queue is there still, and has us. */
  isKept(): boolean {
    const isKnown = () => this.readOwn() || this.entry.get('heir') === process.pid;
    return fstatSync(this.queue.fd).nlink > 0 && this.queue.locked(isKnown);
  }

  /** --stop and the like have told so. */
  private get isToLeave(): boolean {
    return this.entry.get('leaving') !== 0;
  }

  private readOwn(): boolean {
    const isThere = this.queue.read(this.index, this.entry);
    return (
      isThere && this.entry.get('pid') === process.pid && this.entry.get('state') !== states.free
    );
  }

  private get place(): Place {
    return { index: this.index, entry: this.entry };
  }

  private write(): void {
    this.queue.write(this.place);
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
    if (this.readOwn()) dismissHeir(settings.group, this.entry);
    this.mark.writeUInt32LE(ending, 0);
    this.mark.writeUInt32LE(exitOf(code), 4);
    writeSync(this.queue.fd, this.mark, 0, 8, this.startedAt);
  }

  /**
   * Our record becomes our heir's; without one, that of a backend which is about to start.
   * @param tidy done while nobody can take us any more
   * @param starter who starts the heir, if it isn't ready; 0 if nobody does
   * @returns what is to be started; undefined if there is nothing to do
   */
  bequeath(tidy: () => void, starter: number): Vacancy | undefined {
    return this.queue.locked(() => {
      if (!this.readOwn()) return undefined;
      if (!this.isToLeave) return pass(this.queue, this.place, tidy, starter);
      this.depart(true, tidy);
      return undefined;
    });
  }

  /** @returns false if we have no heir, or somebody has taken us */
  bequeathIfIdle(tidy: () => void): boolean {
    return this.queue.locked(() => {
      const isIdle = this.readOwn() && this.entry.get('state') === states.idle;
      const heir = isIdle ? heirIn(settings.group, this.entry) : undefined;
      if (heir === undefined) return false;
      tidy();
      giveTo(this.queue, this.place, heir);
      return true;
    });
  }

  /**
   * As leave(), but where no other one is there, as bequeath().
   * @returns what is to be started; else whether it is off the queue
   */
  leaveOrBequeath(
    ifIdle: boolean,
    isWanted: boolean,
    tidy: () => void,
    starter: number,
  ): Vacancy | boolean {
    return this.queue.locked(() => {
      const isKnown = this.readOwn();
      const isIdle = isKnown && this.entry.get('state') === states.idle;
      const isRight = isKnown && !this.isToLeave && isIdle === ifIdle;
      if (!isWanted || !isRight || !isAlone(this.queue, this.place))
        return this.leaveNow(ifIdle, tidy);
      return pass(this.queue, this.place, tidy, starter) ?? true;
    });
  }

  /** Backends that nobody has taken are ended. */
  dismissOthers(): void {
    this.queue.locked(() => dismissIdle(this.queue));
  }

  /** Who starts there is known; 0 if nobody does. */
  setSuccessor(keeper: number): void {
    this.queue.locked(() => {
      if (!this.isKeptForUs() || this.entry.get('pid') !== process.pid) return; // as that of an heir
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
    const { entry } = this;
    const known = this.readOwn();
    const isIdle = known && entry.get('state') === states.idle;
    if (known && ifIdle && !isIdle && !this.isForsaken()) return false;
    const isFollowed = known && !ifIdle && !this.isToLeave;
    const heir = isFollowed ? heirIn(settings.group, entry) : undefined;
    if (heir === undefined) {
      this.depart(known, tidy);
      return true;
    }
    tidy();
    giveTo(this.queue, this.place, heir);
    return true;
  }

  /** With the lock held, and the own record read, if it is known. */
  private depart(known: boolean, tidy: () => void): void {
    const { queue, entry } = this;
    tidy();
    if (known) dismissHeir(settings.group, entry);
    if (known && entry.get('state') === states.idle) unlink(this.queue, this.place);
    if (known) {
      entry.vacate();
      this.write();
    }
    const first = queue.firstWaiting();
    if (first !== undefined) wakeUp(first.entry.get('pid'));
    queue.removeIfUnused();
  }

  /** Somebody has taken us, but died before we were told what for. */
  private isForsaken(): boolean {
    const { entry } = this;
    const waits = entry.get('state') === states.serving && entry.get('started') === 0;
    return waits && !isThere(entry.get('partner'));
  }
}

export const ownRecord = new OwnRecord();
