/**
 * The parent of a group whose runs are fresh (-f): it makes backends ahead of need, each for one
 * run, and runs nothing itself. They are in the queue like all others, and speak as they do.
 */
import { writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { states } from '../../shared/layout.ts';
import { reason, waitReadableOr } from '../../shared/libc.ts';
import { Queue, wakeUp } from '../../shared/queue.ts';
import { bury } from '../bury.ts';
import { areStale, ownDescriptor } from '../changes/own.ts';
import { say } from '../log.ts';
import { settings } from '../settings.ts';
import { leaveStage } from '../stage.ts';
import { collectNowAndThen } from './collect.ts';
import { reap } from './fork.ts';
import { endLearning } from './learned.ts';
import { Made } from './made.ts';
import { canFork, makers } from './make.ts';
import { need, nextLook } from './need.ts';
import {
  add,
  dismissIdle,
  giveUp,
  hasParent,
  isKept,
  isKnown,
  look,
  type Present,
  removeParent,
  removeSockets,
} from './places.ts';
import { hidePlan } from './plan.ts';
import { SignalDescriptor } from './signal-descriptor.ts';
import { type Role, Templates } from './templates.ts';
import { takeUnfit } from './unfit.ts';

/** Backends that end before they are ready, one after the other: then no better ones will come. */
const mostFailures = 3;
/** Milliseconds. One that can't be made now may be made then. */
const failurePause = 200;
const standardError = 2;

/** What a process becomes that comes out of a parent. */
export type Born = Role | { readonly kind: 'backend'; readonly place: number };

export class Parent {
  private readonly queue = new Queue(settings.queue);
  private readonly signals = new SignalDescriptor(['SIGURG', 'SIGCHLD', 'SIGTERM']);
  private readonly makers = makers();
  private readonly made = new Made();
  private readonly templates = new Templates((place) => {
    this.queue.locked(() => giveUp(this.queue, place));
  });
  private failures = 0;
  /** By performance.now(), as all times here. */
  private failedAt = Number.NEGATIVE_INFINITY;
  private usedAt = performance.now();
  private isTold = false;

  /** @param first the place that whoever started us keeps; it waits until one of ours is there */
  constructor(private first: number | undefined) {}

  /** @returns false if another process is the parent of this group: the place is free again */
  enlist(): boolean {
    return this.queue.locked(() => {
      const isOnly = !hasParent(this.queue) && add(this.queue, states.parent) !== undefined;
      if (!isOnly && this.first !== undefined) giveUp(this.queue, this.first);
      return isOnly;
    });
  }

  /**
   * Until nobody needs us any more.
   * @returns in a process that was made, what it is to be; undefined in the parent, which is to leave
   */
  run(): Born | undefined {
    this.sayHow();
    removeSockets(this.queue);
    hidePlan();
    endLearning();
    for (;;) {
      takeUnfit((wanted) => this.templates.prefer(wanted));
      const plan = this.queue.locked(() => this.plan());
      if (plan === undefined) return undefined;
      const born = this.makeAll(plan.places) ?? this.nextRole();
      if (born !== undefined) return this.abandon(born);
      this.sleep(plan.pause);
      const role = this.reapAll();
      if (role !== undefined) return this.abandon(role);
    }
  }

  private makeAll(places: readonly number[]): Born | undefined {
    for (const place of places) {
      collectNowAndThen();
      if (place !== this.first && this.templates.order(place)) continue;
      if (this.make(place) === 0) return { kind: 'backend', place };
    }
    return undefined;
  }

  /** Templates are forked, and are forked in their turn. */
  private nextRole(): Role | undefined {
    const isForking = canFork && this.makers.length > 1;
    return isForking && this.first === undefined ? this.templates.next() : undefined;
  }

  private sayHow(): void {
    say(`fresh runs: ${this.makers[0]?.name}`);
  }

  /** @returns places to fill, and how long to sleep then; undefined if we have left */
  private plan(): { places: number[]; pause: number } | undefined {
    const present = look(this.queue);
    if (present.serving + present.waiting > 0) this.usedAt = performance.now();
    if (this.isOver(present)) return this.leave();
    this.settle();
    this.endLate();
    return { places: this.placesFor(present), pause: this.pauseAfter(present) };
  }

  /** Whoever started us has heard enough: one of ours is there. */
  private settle(): void {
    if (this.first === undefined || isKept(this.queue, this.first)) return;
    this.first = undefined;
    this.failures = 0;
    leaveStage();
  }

  /** They are reaped as those that fail by themselves. */
  private endLate(): void {
    for (const { pid, place } of this.made.olderThan(this.makers[0]?.limit ?? 0))
      if (isKept(this.queue, place)) this.makers[0]?.end(pid);
  }

  /** Nobody else is made before the first one is there. */
  private placesFor(present: Present): number[] {
    if (performance.now() < this.failedAt + failurePause) return [];
    if (this.first !== undefined) return this.made.has(this.first) ? [] : [this.first];
    const { maxBackends, minSpare } = settings;
    const spares = this.isUsed ? minSpare || (this.makers[0]?.spares ?? 0) : 0;
    const limits = { maxBackends, spares, cores: availableParallelism() };
    const places = Array.from({ length: need(present, limits) }, () =>
      add(this.queue, states.starting),
    );
    return places.filter((place) => place !== undefined);
  }

  private pauseAfter(present: Present): number {
    const isFailing = this.failures > 0;
    const untilOver = this.isUsed ? this.usedAt + settings.timeout - performance.now() : Infinity;
    const untilTry = isFailing ? failurePause : Infinity;
    const longest = Math.min(this.makers[0]?.longestLook ?? 0, this.templates.longestLook);
    return Math.min(nextLook(present), longest, untilOver, untilTry);
  }

  private get isUsed(): boolean {
    return performance.now() < this.usedAt + settings.timeout;
  }

  /** @returns its pid; 0 in itself; undefined if there is none */
  private make(place: number): number | undefined {
    try {
      const pid = this.makers[0]?.make(place) ?? 0;
      if (pid > 0) this.made.add(place, pid);
      return pid;
    } catch (error) {
      this.fail(reason(error));
      if (place !== this.first) this.queue.locked(() => giveUp(this.queue, place));
      return undefined;
    }
  }

  private fail(why: string): void {
    if (this.failures === 0) this.complain(`no backend is made: ${why}`);
    this.failures++;
    this.failedAt = performance.now();
    const isHopeless = this.first !== undefined && this.failures === mostFailures;
    if (!isHopeless || this.makers.length === 1) return;
    this.makers.shift();
    this.failures = 0;
    this.sayHow();
  }

  /** Whoever started us shows what we say until one of ours is there. */
  private complain(text: string): void {
    say(text);
    if (this.first !== undefined) writeSync(standardError, `speedy_backend: ${text}\n`);
  }

  /** What is the parent's alone: a lock is shared by all who have the same open file. */
  private abandon(born: Born): Born {
    this.queue.close();
    this.signals.close();
    this.templates.close();
    return born;
  }

  private sleep(pause: number): void {
    this.templates.endLate();
    const own = ownDescriptor();
    const others = own === undefined ? [] : [own];
    const isSignalled = waitReadableOr(this.signals.fd, others, Math.ceil(pause));
    if (areStale()) this.isTold = true; // who comes next starts what there is now
    if (!isSignalled) return;
    if (this.signals.take().includes('SIGTERM')) this.isTold = true;
  }

  /** @returns in a process that was forked meanwhile, what it is to be */
  private reapAll(): Role | undefined {
    for (let ended = reap(); ended !== undefined; ended = reap()) {
      const { pid, status } = ended;
      const role = this.templates.ended(pid);
      if (role !== undefined) return role;
      if (this.isLost(pid, status)) this.fail('it ended before it was ready');
      else if (this.first === undefined) this.failures = 0;
    }
    return undefined;
  }

  /** @returns whether it has ended before it was ready; the first one's place waits for another */
  private isLost(pid: number, status: number): boolean {
    const place = this.made.remove(pid);
    return this.queue.locked(() => {
      bury(this.queue, pid, status);
      const isLost = place !== undefined && isKept(this.queue, place);
      if (isLost && place !== this.first) giveUp(this.queue, place);
      return isLost;
    });
  }

  /** We are told to leave, all fail, nobody has come for so long that the last one has left. */
  private isOver({ starting, idle, serving, waiting }: Present): boolean {
    if (this.isTold || !isKnown(this.queue)) return true;
    if (this.failures >= mostFailures && this.made.isEmpty) return true;
    return !this.isUsed && starting + idle + serving + waiting === 0;
  }

  /** Runs go on; whoever waits starts another one like us. */
  private leave(): undefined {
    hidePlan();
    if (removeParent(this.queue)) dismissIdle(this.queue);
    const first = this.queue.firstWaiting();
    if (first !== undefined) wakeUp(first.entry.get('pid'));
    this.queue.removeIfUnused();
  }
}
