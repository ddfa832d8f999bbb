/** What the evaluation of modules has to do with the request. */
import { evaluating, watcher } from '../interpreters/node/module-effects.ts';
import { collectGarbage } from './collect.ts';

/** What a module was given instead of something of the run's. */
interface Lent {
  readonly name: string;
  readonly what: WeakRef<object>;
  readonly why: string;
}

function noted<T>(all: Map<string, Set<T>>, name: string, value: T): void {
  all.set(name, (all.get(name) ?? new Set<T>()).add(value));
}

export class Findings {
  /** Why a module can't be loaded ahead, by its name; the first thing says enough. */
  readonly reasons = new Map<string, string>();
  /** By module. */
  readonly questions = new Map<string, Set<string>>();
  /** By module: what it has read. */
  readonly files = new Map<string, Set<string>>();
  private readonly needs = new Map<string, Set<string>>();
  private readonly lent: Lent[] = [];
  /** The one that was evaluated last: what happens behind it is its doing. */
  private last: string | undefined;
  /** It is we who do something, not a module. */
  areWe = false;

  /** @param fickle questions that have another answer too often */
  constructor(private readonly fickle: ReadonlySet<string>) {}

  get culprit(): string | undefined {
    return this.areWe ? undefined : (evaluating() ?? this.last);
  }

  blame(why: string, name = this.culprit): void {
    if (name !== undefined && !this.reasons.has(name)) this.reasons.set(name, why);
  }

  ask(question: string): void {
    const name = this.culprit;
    if (name === undefined) return;
    noted(this.questions, name, question);
    if (this.fickle.has(question)) this.blame(`asks for what often changes: ${question}`);
  }

  noteFile(path: string): void {
    if (this.culprit !== undefined) noted(this.files, this.culprit, path);
  }

  /** @returns the same; whoever keeps it has something that isn't the run's */
  lend<T extends object>(what: T, why: string): T {
    const name = this.culprit;
    if (name !== undefined) this.lent.push({ name, what: new WeakRef(what), why });
    return what;
  }

  watch(): void {
    watcher.looking = (areWe) => {
      this.areWe = areWe;
    };
    watcher.asked = (name) => this.noteNeed(name);
    watcher.ended = (name, isPlain) => {
      if (!isPlain) this.blame('changes the process', name);
      this.last = name;
      this.noteNeed(name);
    };
  }

  private noteNeed(name: string): void {
    const asking = evaluating();
    if (asking !== undefined && asking !== name) noted(this.needs, asking, name);
  }

  /** When all are evaluated, in another turn of the event loop. */
  settle(): void {
    collectGarbage();
    for (const { name, what, why } of this.lent)
      if (what.deref() !== undefined) this.blame(why, name);
    for (const name of this.reasons.keys()) this.blameThoseWhoNeed(name);
  }

  /** A Map's iteration comes to what is added meanwhile. */
  private blameThoseWhoNeed(name: string): void {
    for (const [one, needed] of this.needs) if (needed.has(name)) this.blame(`needs ${name}`, one);
  }
}
