// What a tool that loads many modules costs, when a backend has them already.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installTools, packages } from '../differential/install.ts';
import { withBackends } from './backends.ts';
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

async function compare(place: Workplace, name: string, args: string[]): Promise<Comparison> {
  const [ours, theirs] = [place.speedy(...args), place.node(...args)];
  const turns = [...Array<Command>(RUNS).fill(ours), theirs];
  const columns = await withBackends(place, async ({ env }) => {
    await interleave(place, env, [ours], { rounds: WARM_UP });
    return interleave(place, env, turns, { rounds: place.rounds(ROUNDS), sameOutput: true });
  });
  const measured = duration('speedy', columns.slice(0, RUNS).flat());
  const against = duration(`node ${name}`, columns[RUNS] ?? []);
  return fasterBy(`warm run of ${name}`, LEAST_NODE, measured, against);
}

export async function heavyTool(place: Workplace): Promise<Comparison[]> {
  if (!installTools()) throw new NotMeasured('npm’s registry can’t be reached');
  const file = smallFile(place);
  return [
    await compare(place, 'eslint', [join(packages, 'eslint/bin/eslint.js'), file]),
    await compare(place, 'prettier', [join(packages, 'prettier/bin/prettier.cjs'), file]),
  ];
}
