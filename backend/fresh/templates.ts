/**
 * The templates of a group, as its parent keeps them. What a run has loaded is looked at by a scout;
 * what it says can be loaded ahead, a template loads. For requests that answer otherwise what modules
 * ask while they are loaded, there is another one.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import { waitReadable } from '../../shared/libc.ts';
import { socketPair } from '../../shared/socket.ts';
import { say } from '../log.ts';
import { settings } from '../settings.ts';
import { fork } from './fork.ts';
import { endLearning, type Learned, takeLearned } from './learned.ts';
import type { Plan } from './plan.ts';
import { type Answer, type Answers, answersOf, isSame } from './questions.ts';
import { type Mission, planToCompile, takePlan } from './scout.ts';
import { says, wordSize } from './template.ts';

const mostTemplates = 4;
/** Of a question; one that has more is better left to the runs. */
const mostAnswers = 4;
/** Templates that end before they are ready, after which there is none. */
const mostFailures = 3;
/** Modules that end a scout, after which nothing is loaded ahead. */
const mostCulprits = 10;
/** Milliseconds for a scout, and for a template to get ready. */
const limit = 60_000;
const longestPause = 1000;

/** What a process becomes that the parent has forked. */
export type Role =
  | { readonly kind: 'scout'; readonly mission: Mission }
  | {
      readonly kind: 'template';
      readonly plan: Plan;
      readonly orders: number;
    };

interface Known {
  readonly plan: Plan;
  readonly pid: number;
  readonly orders: number;
  /** By performance.now(). */
  readonly since: number;
  isReady: boolean;
  /** Places of the backends that it was to make last. */
  readonly ordered: number[];
}

const word = Buffer.alloc(wordSize);

/** @returns undefined if nobody is at the other end */
function readWord(fd: number): number | undefined {
  try {
    return readSync(fd, word) === wordSize ? word.readUInt32LE() : undefined;
  } catch {
    return undefined;
  }
}

/** More than it makes while we don't look. */
const mostOrdered = 64;

export class Templates {
  /** The one that was asked for last comes first. */
  private all: Known[] = [];
  private scouted: { readonly pid: number; readonly since: number; learned: Learned } | undefined;
  private culprits: string[] = [];
  private failures = 0;
  private readonly answers = new Map<string, Set<Answer>>();
  private readonly fickle = new Set<string>();
  /** A request is there for which nothing was loaded ahead. */
  private isBareNext = false;
  private waiting: Learned | undefined;

  /** @param lost told of places for which a template that is gone may have made nothing */
  constructor(private readonly lost: (place: number) => void) {}

  /**
   * Has a template make a backend.
   * @returns false if there is none for that
   */
  order(place: number): boolean {
    const known = this.isBareNext ? undefined : this.all.find(({ isReady }) => isReady);
    this.isBareNext = false;
    if (known === undefined) return false;
    word.writeUInt32LE(place);
    try {
      writeSync(known.orders, word);
      known.ordered.push(place);
      if (known.ordered.length > mostOrdered) known.ordered.shift();
      return true;
    } catch {
      this.forget(known);
      return false;
    }
  }

  /** The next backends are for requests that answer so; those for which nothing is ahead always are. */
  prefer(wanted: Answers): void {
    const fit = this.all.find(({ isReady, plan }) => isReady && isSame(plan.answers, wanted));
    this.isBareNext = fit === undefined;
    if (fit !== undefined) this.all = [fit, ...this.all.filter((one) => one !== fit)];
    else this.count(wanted);
  }

  /** Nothing that asks what each request answers in another way is worth a template. */
  private count(wanted: Answers): void {
    for (const [question, value] of Object.entries(wanted)) {
      const seen = this.answers.get(question) ?? new Set();
      this.answers.set(question, seen.add(value));
      if (seen.size > mostAnswers) this.fickle.add(question);
    }
    const isFickle = ({ plan }: Known) => Object.keys(plan.answers).some((q) => this.fickle.has(q));
    this.all.filter(isFickle).forEach((known) => {
      this.forget(known);
    });
  }

  /** @returns in a process that was forked for it, what it is to be */
  next(): Role | undefined {
    this.all.forEach((known) => {
      this.hear(known);
    });
    this.waiting = takeLearned() ?? this.waiting;
    if (this.scouted !== undefined || this.all.some(({ isReady }) => !isReady)) return undefined;
    const learned = this.waiting;
    this.waiting = undefined;
    if (learned === undefined) return undefined;
    const isOver = this.failures >= mostFailures || this.knows(learned);
    if (isOver) return this.settle();
    return settings.isAhead ? this.sendScout(learned) : this.make(planToCompile(learned));
  }

  /** Nothing is being made of what was learned. */
  private settle(): undefined {
    if (this.waiting === undefined) endLearning();
  }

  /** Whether a template has what that run has taught: many may have begun before it was ready. */
  private knows({ asked, modules }: Learned): boolean {
    return this.all.some(({ plan }) => {
      const known = new Set([...plan.ahead, ...Object.keys(plan.left)]);
      const isFit = isSame(plan.answers, answersOf(asked, Object.keys(plan.answers)));
      return isFit && modules.every((name) => known.has(name));
    });
  }

  private sendScout(learned: Learned): Role | undefined {
    const pid = fork();
    const { culprits, fickle } = this;
    if (pid === 0) return { kind: 'scout', mission: { learned, culprits, fickle } };
    this.scouted = { pid, since: performance.now(), learned };
    return undefined;
  }

  private hear(known: Known): void {
    if (!waitReadable(known.orders, 0)) return;
    known.isReady = readWord(known.orders) === says.ready;
    this.settle();
    // Now, or with what has changed, all may be well.
    this.failures = 0;
    if (known.isReady)
      this.hear(known); // there may be more
    else this.forget(known);
  }

  private forget(known: Known): void {
    this.all = this.all.filter((one) => one !== known);
    closeSync(known.orders);
    known.ordered.forEach(this.lost);
  }

  private lose(known: Known): void {
    if (!known.isReady) this.failures++;
    this.settle();
    this.forget(known);
  }

  /**
   * A child is gone.
   * @returns in a process that was forked for it, what it is to be
   */
  ended(pid: number): Role | undefined {
    const known = this.all.find((one) => one.pid === pid);
    if (known !== undefined) this.lose(known);
    if (this.scouted?.pid !== pid) return undefined;
    const { learned } = this.scouted;
    this.scouted = undefined;
    const found = takePlan();
    if (typeof found === 'object') return this.make(found);
    if (found === undefined || this.culprits.length === mostCulprits) {
      say('what a run loads can’t be loaded ahead');
      this.failures++;
      return this.settle();
    }
    this.culprits.push(found);
    return this.sendScout(learned);
  }

  private make(plan: Plan): Role | undefined {
    for (const one of this.all.filter((known) => isSame(known.plan.answers, plan.answers)))
      this.forget(one);
    while (this.all.length >= mostTemplates) this.forget(this.all.at(-1) as Known);
    const { input, output } = socketPair();
    const pid = fork();
    if (pid === 0) {
      closeSync(input);
      return { kind: 'template', plan, orders: output };
    }
    closeSync(output);
    const since = performance.now();
    this.all.unshift({ plan, pid, orders: input, since, isReady: false, ordered: [] });
    return undefined;
  }

  /** In a process that was forked: its ends are the parent's. */
  close(): void {
    for (const { orders } of this.all) closeSync(orders);
  }

  private get unready(): { readonly pid: number; readonly since: number }[] {
    const templates = this.all.filter(({ isReady }) => !isReady);
    return this.scouted === undefined ? templates : [...templates, this.scouted];
  }

  /** Milliseconds until there is something to do, if nobody wakes us. */
  get longestLook(): number {
    return this.unready.length === 0 ? Number.POSITIVE_INFINITY : longestPause;
  }

  /** One that takes too long is ended. */
  endLate(): void {
    for (const { pid, since } of this.unready)
      if (performance.now() > since + limit) process.kill(pid, 'SIGKILL');
  }
}
