// What a tool that loads many modules costs, when a backend has them already.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installTools, packages } from '../differential/install.ts';
import { type Home, plansOf, withBackends } from './backends.ts';
import { type Comparison, duration, fasterBy, NotMeasured } from './budget.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

declare const ROOT: string;

const LEAST_NODE = 10;
const ROUNDS = 15;
/** Node leaves cold caches behind: to one run of five only. */
const RUNS = 5;
/** Until the backend's JIT has seen enough of the tool. */
const WARM_UP = 50;
const FRESH_WARM_UP = 10;
const MOST_LESSONS = 10;
/** What is loaded ahead after a run is there within ten seconds, or doesn't come. */
const LOOK_MS = 100;
const LOOKS = 100;

const RULES = `export default [{ rules: {
  eqeqeq: 'error', 'no-unused-vars': 'error', 'prefer-const': 'error',
  'no-var': 'error', 'no-unreachable': 'error', 'no-dupe-keys': 'error',
} }];
`;

/** A few kilobytes of JavaScript, beside the configuration of both. */
function smallFile(place: Workplace): string {
  place.written('eslint.config.mjs', RULES);
  place.written('.prettierrc', '{ "singleQuote": true }\n');
  return place.written('small.mjs', readFileSync(resolve(ROOT, 'build.js'), 'utf8'));
}

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
}

function tools(place: Workplace): Tool[] {
  if (!installTools()) throw new NotMeasured('npm’s registry can’t be reached');
  const file = smallFile(place);
  return [
    { name: 'eslint', args: [join(packages, 'eslint/bin/eslint.js'), file] },
    { name: 'prettier', args: [join(packages, 'prettier/bin/prettier.cjs'), file] },
  ];
}

interface Way {
  readonly what: string;
  readonly ours: Command;
  /** Until runs cost what they will cost from then on. */
  readonly prepare: (home: Home) => Promise<unknown>;
}

async function compare(place: Workplace, { name, args }: Tool, way: Way): Promise<Comparison> {
  const turns = [...Array<Command>(RUNS).fill(way.ours), place.node(...args)];
  const columns = await withBackends(place, async (home) => {
    await way.prepare(home);
    return interleave(place, home.env, turns, { rounds: place.rounds(ROUNDS), sameOutput: true });
  });
  const measured = duration('speedy', columns.slice(0, RUNS).flat());
  const against = duration(`node ${name}`, columns[RUNS] ?? []);
  return fasterBy(`${way.what} of ${name}`, LEAST_NODE, measured, against);
}

async function all(place: Workplace, way: (tool: Tool) => Way): Promise<Comparison[]> {
  const rows: Comparison[] = [];
  for (const tool of tools(place)) rows.push(await compare(place, tool, way(tool)));
  return rows;
}

export const heavyTool = (place: Workplace): Promise<Comparison[]> =>
  all(place, ({ args }) => {
    const ours = place.speedy(...args);
    const prepare = ({ env }: Home) => interleave(place, env, [ours], { rounds: WARM_UP });
    return { what: 'warm run', ours, prepare };
  });

async function isLoadedAnew(home: Home, before: string): Promise<boolean> {
  for (let look = 0; look < LOOKS && plansOf(home) === before; look++) await sleep(LOOK_MS);
  return plansOf(home) !== before;
}

/** Runs teach what to load ahead of others, until there is nothing new in them. */
async function teach(home: Home, run: (rounds: number) => Promise<unknown>): Promise<void> {
  for (let lesson = 0; lesson < MOST_LESSONS; lesson++) {
    const before = plansOf(home);
    await run(1);
    if (!(await isLoadedAnew(home, before))) break;
  }
  await run(FRESH_WARM_UP);
}

export const freshHeavyTool = (place: Workplace): Promise<Comparison[]> =>
  all(place, ({ args }) => {
    const ours = place.fresh(...args);
    const prepare = (home: Home) =>
      teach(home, (rounds) => interleave(place, home.env, [ours], { rounds }));
    return { what: 'fresh run', ours, prepare };
  });
