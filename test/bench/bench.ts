// npm run bench: DESIGN.md's budgets, measured as ratios in one run. Fails if one is not kept.
//
//   npm run bench [-- [--quick] [--json] [measure...]]
//
// --quick: fewer rounds; --json: the same figures for machines; measure: only those (names below).
// SPEEDY_DIST=folder: the frontends there, instead of dist/.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { bigOutput } from './big-output.ts';
import { brokenScript } from './broken-script.ts';
import { type Comparison, NotMeasured, type Unmeasured } from './budget.ts';
import { coldBurst } from './cold-burst.ts';
import { coldRun } from './cold-run.ts';
import { freshBurst } from './fresh-burst.ts';
import { freshMemory } from './fresh-memory.ts';
import { freshRunAndEmpty, freshRunAndNode } from './fresh-run.ts';
import { freshHeavyTool, heavyTool } from './heavy-tool.ts';
import { idleMemory } from './idle-memory.ts';
import { perlBurst, perlModulesAndPerl, perlRunAndEmpty, perlRunAndPerl } from './perl-run.ts';
import { queueSize } from './queue-size.ts';
import { heading, row, unmeasuredRow } from './table.ts';
import { throughputOfCallers } from './throughput.ts';
import { typescriptFrontend } from './typescript-frontend.ts';
import { warmRunAndEmpty, warmRunAndNode, warmRunAndPerl } from './warm-run.ts';
import { dist, Workplace } from './workplace.ts';

type Result = Comparison | Unmeasured;

const MEASURES: Record<string, (place: Workplace) => Promise<Comparison[]>> = {
  'warm-node': warmRunAndNode,
  'warm-empty': warmRunAndEmpty,
  'warm-perl': warmRunAndPerl,
  throughput: throughputOfCallers,
  'cold-burst': coldBurst,
  'cold-run': coldRun,
  'big-output': bigOutput,
  typescript: typescriptFrontend,
  memory: idleMemory,
  'queue-size': queueSize,
  'broken-script': brokenScript,
  'heavy-tool': heavyTool,
  'fresh-node': freshRunAndNode,
  'fresh-empty': freshRunAndEmpty,
  'fresh-heavy-tool': freshHeavyTool,
  'fresh-memory': freshMemory,
  'fresh-burst': freshBurst,
  'perl-empty': perlRunAndEmpty,
  perl: perlRunAndPerl,
  'perl-modules': perlModulesAndPerl,
  'perl-burst': perlBurst,
};

function chosen(names: readonly string[]): string[] {
  const unknown = names.find((name) => !(name in MEASURES));
  if (unknown === undefined) return names.length > 0 ? [...names] : Object.keys(MEASURES);
  throw new Error(`no measure ${unknown}; there are: ${Object.keys(MEASURES).join(', ')}`);
}

async function take(name: string, place: Workplace): Promise<Result[]> {
  try {
    return (await MEASURES[name]?.(place)) ?? [];
  } catch (error) {
    if (error instanceof NotMeasured) return [{ what: name, why: error.message }];
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

function text(result: Result): string {
  return 'why' in result ? unmeasuredRow(result) : row(result);
}

interface About {
  dist: string;
  node: string;
  cores: number;
  /** Of the last minute, before the bench began. */
  load: number;
}

const certificates =
  '\nNODE_EXTRA_CA_CERTS is set: each node reads certificates as it starts, and so does each cold run';

/** Whoever else runs takes more from a program of 0.1 ms than from node: ratios look better. */
function introduction({ dist, node, cores, load }: About): string {
  const first = `${dist}, node ${node}, ${cores} cores, load ${load.toFixed(1)}`;
  const busy = load < cores / 2 ? '' : ": busy, don't trust these figures";
  return first + busy + (process.env.NODE_EXTRA_CA_CERTS ? certificates : '');
}

async function measure(place: Workplace, names: readonly string[], json: boolean) {
  const results: Result[] = [];
  const about = { dist, node: process.version, cores: cpus().length, load: loadavg()[0] ?? 0 };
  if (!json) console.log(`${introduction(about)}\n\n${heading()}`);
  for (const name of names) {
    const found = await take(name, place);
    results.push(...found);
    if (!json) for (const result of found) console.log(text(result));
  }
  if (json) console.log(JSON.stringify({ ...about, quick: place.quick, results }, null, 2));
  return results.every((result) => !('kept' in result) || result.kept !== false);
}

async function main(): Promise<boolean> {
  const options = { quick: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const names = chosen(positionals);
  const stop = new AbortController();
  // The measures clean up after themselves once their command has been ended.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const place = new Workplace(values.quick ?? false, stop.signal);
  try {
    return await measure(place, names, values.json ?? false);
  } finally {
    place.remove();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}
