/**
 * With -f: what the runs of a script find loaded. It is known when a template shows its plan, or when
 * there is none to come.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Plan } from '../../backend/fresh/plan.ts';
import { type FreshRun, freshRunsPath } from '../../shared/inspection.ts';
import type { Place } from './place.ts';
import { showProgress } from './progress.ts';
import type { Outcome } from './run.ts';

/** What of a plan is shown. */
export type Shown = Pick<Plan, 'ahead' | 'left' | 'answers'>;

export interface Ahead {
  /** A text says why there is none. */
  readonly plan: Shown | string;
  /** The first run that had modules loaded ahead, from 1 on; undefined if none had. */
  readonly run: number | undefined;
}

const nothing = 'Nothing is loaded ahead';
/** What the parent says in the log: backend/fresh/make.ts, templates.ts, birth.ts. */
const said: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/fresh runs: processes started ahead/, 'processes are started here, not forked.'],
  [/what a run loads can’t be loaded ahead/, 'what the script loads can’t be.'],
  [/nothing is loaded ahead: /, 'the process that was to load it has failed.'],
];
const noModules = `${nothing}: the script loads no modules.`;
const endedBadly = `${nothing}: nothing is learned from a run that an uncaught error or a signal ends.`;
const notYet = `${nothing} yet.`;

/** Another one makes no difference: by then the template has made the next process. */
const mostRuns = 10;

/** A process that a signal ends tells nothing. */
const tells = ({ signal }: Outcome): boolean => signal === null;

export class AheadWatch {
  private plan: Shown | string | undefined;
  private run: number | undefined;

  constructor(
    private readonly place: Place,
    /** Milliseconds for what follows a run. */
    private readonly limit: number,
  ) {}

  get found(): Ahead {
    return { plan: this.plan ?? notYet, run: this.run };
  }

  /** @returns whether one more run may be the first that has modules loaded ahead */
  async wantsMore(outcomes: readonly Outcome[]): Promise<boolean> {
    const { length } = outcomes;
    await this.place.until(this.limit, () => this.told().length >= outcomes.filter(tells).length);
    if (this.told().some(({ ahead }) => ahead > 0)) this.run ??= length;
    this.plan ??= await this.awaitPlan(outcomes);
    const isThere = typeof this.plan === 'object' && this.plan.ahead.length > 0;
    return isThere && this.run === undefined && length < mostRuns;
  }

  private told(): FreshRun[] {
    const path = freshRunsPath(this.place.base);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as FreshRun);
  }

  private async awaitPlan(outcomes: readonly Outcome[]): Promise<Shown | string> {
    if (!outcomes.some(tells)) return endedBadly;
    showProgress('what is loaded ahead');
    await this.place.until(this.limit, () => this.look() !== undefined);
    return this.look() ?? notYet;
  }

  private look(): Shown | string | undefined {
    const shown = this.place.shownPlan();
    if (shown !== '') return JSON.parse(shown) as Shown;
    const log = this.place.log();
    const why = said.find(([pattern]) => pattern.test(log))?.[1];
    if (why !== undefined) return `${nothing}: ${why}`;
    const [first] = this.told();
    if (first?.isError) return endedBadly;
    return first?.modules === 0 ? noModules : undefined;
  }
}
