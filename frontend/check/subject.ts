/** The command that is checked, as it is run with plain Node.js and under speedy. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkingName, offSetting } from '../../shared/command-line.ts';
import { SpeedyError } from '../../shared/errors.ts';
import {
  freshRunsPath,
  type Plan,
  planPath,
  type Sighting,
  sightingsPath,
} from '../../shared/inspection.ts';
import type { Run, Variables } from '../invocation.ts';
import { type Ahead, AheadWatch } from './ahead.ts';
import type { Place } from './place.ts';
import { isOwnFailure, type Outcome } from './run.ts';

/** Runs one after the other, the first of them in a fresh backend. */
export interface Series {
  readonly outcomes: readonly Outcome[];
  /** After each run, the pids of the backends that are there. */
  readonly backends: readonly (readonly number[])[];
  /** Only where there was a plan. */
  readonly sightings: readonly Sighting[];
  /** What was written when no run was there. */
  readonly stray: string;
}

/** Node.js passes on nothing that is no UTF-8. */
function decode(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.equals(Buffer.from(bytes.toString()))) return bytes.toString();
  throw new SpeedyError('check', text, 'not UTF-8');
}

/** Those of the run, but for the one that turns speedy off. */
function decodeVariables(variables: Variables): NodeJS.ProcessEnv {
  const [off] = offSetting.split('=');
  const entries = Object.entries(variables).filter(([name]) => name !== off);
  return Object.fromEntries(entries.map(([name, value]) => [decode(name), decode(value)]));
}

/** Texts have one character for each byte. */
export interface Request {
  /** Name of the frontend that was called. */
  readonly frontend: string;
  /** What it was called with. */
  readonly args: readonly string[];
  readonly run: Run;
  /** Path of what each run reads. */
  readonly input: string;
}

export class Subject {
  readonly script: string;
  /** A backend has no more runs than that; 0: no limit. */
  readonly maxRuns: number;
  /** -f. */
  readonly isFresh: boolean;
  /** Whether modules may be loaded ahead of its runs. */
  readonly isAhead: boolean;
  private readonly plainArgs: readonly string[];
  /** It stands beside this program. */
  private readonly frontend: string;
  private readonly frontendArgs: readonly string[];
  private readonly env: NodeJS.ProcessEnv;
  private readonly input: string;
  /** Milliseconds for a run under speedy. */
  limit: number | undefined;

  /** @throws SpeedyError */
  constructor(
    private readonly place: Place,
    { frontend, args, run, input }: Request,
  ) {
    this.script = decode(run.script);
    this.maxRuns = Number(run.values.MaxRuns);
    this.isFresh = run.values.Fresh === '1';
    this.isAhead = this.isFresh && run.values.Ahead === '1';
    this.plainArgs = [...run.interpreter, run.script, ...run.args].map(decode);
    this.frontend = join(__dirname, frontend);
    this.frontendArgs = args.map(decode);
    this.env = { ...decodeVariables(run.variables), [checkingName]: place.base };
    this.input = input;
  }

  get plainCommand(): readonly string[] {
    return [process.execPath, ...this.plainArgs];
  }

  plain(): Promise<Outcome> {
    return this.run(process.execPath, this.plainArgs);
  }

  private run(program: string, args: readonly string[], limit?: number): Promise<Outcome> {
    const { env, input } = this;
    return this.place.run({ program, args, env, input, ...(limit && { limit }) });
  }

  series(times: number, plan?: Plan): Promise<Series> {
    const path = planPath(this.place.base);
    if (plan !== undefined) writeFileSync(path, JSON.stringify(plan));
    return this.runWhile(async ({ length }) => length < times);
  }

  /** As many, and more until one has had modules loaded ahead, if there are any. */
  async freshSeries(times: number): Promise<{ series: Series; ahead: Ahead }> {
    const watch = new AheadWatch(this.place, this.limit ?? 0);
    const series = await this.runWhile(async (outcomes) => {
      if (outcomes.length === 0) return true;
      if (outcomes.some(isOwnFailure)) return false;
      return (await watch.wantsMore(outcomes)) || outcomes.length < times;
    });
    return { series, ahead: watch.found };
  }

  private async runWhile(goesOn: (outcomes: Outcome[]) => Promise<boolean>): Promise<Series> {
    const { place } = this;
    const outcomes: Outcome[] = [];
    const backends: number[][] = [];
    while (await goesOn(outcomes)) {
      outcomes.push(await this.run(this.frontend, this.frontendArgs, this.limit));
      backends.push(place.backends());
    }
    const sightings = this.sightings();
    const stray = place.strayOutput();
    for (const path of [planPath, sightingsPath, freshRunsPath])
      rmSync(path(place.base), { force: true });
    await place.endBackends();
    return { outcomes, backends, sightings, stray };
  }

  private sightings(): Sighting[] {
    const path = sightingsPath(this.place.base);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    return lines.map((line) => JSON.parse(line) as Sighting);
  }
}
