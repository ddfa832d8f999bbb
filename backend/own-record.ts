/** This backend's own record in the queue: registered, given back, marked, and gone. */
import { existsSync, fstatSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { heirComes, states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { isThere, offsetOf, Queue, wakeUp } from '../shared/queue.ts';
import { Entry, offsetInRecord } from '../shared/record.ts';
import { dismissIdle } from './fresh/places.ts';
import { dismissHeir, type Heir, heirIn } from './heir.ts';
import { settings } from './settings.ts';

const nanoseconds = 1e6; // in a millisecond
const taken = 1;
const ending = 2;

/** A place for a backend that is to be started. */
export interface Vacancy {
  /** Of its record. */
  readonly index: number;
  /** Whose heir it is to be; 0 if it need not wait for anybody. */
  readonly predecessor: number;
}

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
      if (!isStarting && this.isPredecessors()) {
        this.writeHeir(process.pid);
        this.waitsAsHeir = true;
        return true;
      }
      if (!isStarting) return false;
      this.entry.clear();
      this.entry.set('pid', process.pid);
      this.entry.setLong('pidStart', pidStart);
      this.becomeIdle();
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

  /** Behind isKeptForUs(). */
  private isPredecessors(): boolean {
    const { entry } = this;
    const isThere = [states.idle, states.serving].includes(entry.get('state') as 2 | 3);
    const isOurs = entry.get('pid') === settings.predecessor;
    return isThere && isOurs && entry.get('heir') === heirComes;
  }

  /** That field alone: the others may be changed without the lock. */
  private writeHeir(pid: number): void {
    this.entry.set('heir', pid);
    this.mark.writeUInt32LE(pid, 0);
    writeSync(this.queue.fd, this.mark, 0, 4, offsetOf(this.index) + offsetInRecord('heir'));
  }

  /**
   * An heir is to be started, unless there is one, or too many are being started.
   * @returns the index of the record that is to be its own
   */
  expectHeir(): number | undefined {
    return this.queue.locked(() => {
      if (!this.readOwn() || this.entry.get('heir') !== 0) return undefined;
      const comes = [...this.queue.all()].filter(({ entry }) => entry.get('heir') === heirComes);
      if (comes.length >= availableParallelism()) return undefined;
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
   * With the lock held and the own record read, which becomes another's.
   * @returns its heir is to be started at once, where it makes but one run
   */
  private giveTo({ pid, pidStart }: Heir): Vacancy | undefined {
    const { entry } = this;
    const isBrief = settings.firstMaxRuns === 1;
    const isIdle = entry.get('state') === states.idle;
    if (!isIdle) entry.clear();
    entry.set('pid', pid);
    entry.setLong('pidStart', pidStart);
    entry.set('runs', 0);
    entry.set('heir', isBrief ? heirComes : 0);
    // Where we are idle, it takes our place in the list as well, and is as long idle.
    if (isIdle) this.write();
    else this.becomeIdle();
    return isBrief ? { index: this.index, predecessor: pid } : undefined;
  }

  /**
   * The run has ended: serve the next in line, or be idle; unless we are told to leave.
   * @param tidy done while nobody can take us any more
   * @returns false if the queue doesn't know us any more
   */
  giveBack(frontend: number, runs: number, tidy: () => void): boolean {
    return this.queue.locked(() => {
      if (!this.readOwn()) return false;
      // Else somebody has taken us meanwhile: the frontend is dead, and its successor waits.
      if (this.entry.get('partner') !== frontend) return true;
      if (this.isToLeave) {
        this.depart(true, tidy);
        return false;
      }
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
    if (this.readOwn()) dismissHeir(settings.group, this.entry);
    this.mark.writeUInt32LE(ending, 0);
    this.mark.writeUInt32LE((code & 255) << 8, 4);
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
      if (!this.isToLeave) return this.pass(tidy, starter);
      this.depart(true, tidy);
      return undefined;
    });
  }

  /** bequeath(), with the lock held and the own record read. */
  private pass(tidy: () => void, starter: number): Vacancy | undefined {
    const { entry } = this;
    const heir = heirIn(settings.group, entry);
    const isComing = entry.get('heir') === heirComes && startOf(starter) !== 0n;
    tidy();
    if (heir !== undefined) return this.giveTo(heir);
    if (entry.get('state') === states.idle) this.unlink();
    entry.clear();
    entry.set('state', states.starting);
    entry.set('pid', isComing ? starter : process.pid);
    entry.setLong('since', now());
    this.write();
    return isComing ? undefined : { index: this.index, predecessor: 0 };
  }

  /** @returns false if we have no heir, or somebody has taken us */
  bequeathIfIdle(tidy: () => void): boolean {
    return this.queue.locked(() => {
      const isIdle = this.readOwn() && this.entry.get('state') === states.idle;
      const heir = isIdle ? heirIn(settings.group, this.entry) : undefined;
      if (heir === undefined) return false;
      tidy();
      this.giveTo(heir);
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
      if (!isWanted || !isRight || !this.isAlone()) return this.leaveNow(ifIdle, tidy);
      return this.pass(tidy, starter) ?? true;
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
    this.giveTo(heir);
    return true;
  }

  /** With the lock held, and the own record read, if it is known. */
  private depart(known: boolean, tidy: () => void): void {
    const { queue, entry } = this;
    tidy();
    if (known) dismissHeir(settings.group, entry);
    if (known && entry.get('state') === states.idle) this.unlink();
    if (known) {
      entry.clear();
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
