// The memory of fresh runs that wait, all at the same time: most of it is their template's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Home, withBackends } from './backends.ts';
import { atMost, type Comparison, figure, forInformation } from './budget.ts';
import { settled, topOf, tree } from './memory.ts';
import type { Command, Workplace } from './workplace.ts';

const ROUNDS = 5;
const COUNT = 10;
const MOST_OF_NODE = 1.2;

interface Sample {
  readonly children: number;
  /** The children, and who has made them. */
  readonly all: number;
  readonly nodes: number;
}

function start(env: Home['env'], [program = '', ...args]: Command): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** @returns the process that runs the script */
async function saidPid({ stdout }: ChildProcess): Promise<number> {
  const [data] = await once(stdout as NodeJS.ReadableStream, 'data');
  return Number(data);
}

async function withMany<T>(
  env: Home['env'],
  command: Command,
  work: (pids: number[]) => Promise<T>,
): Promise<T> {
  const all = Array.from({ length: COUNT }, () => start(env, command));
  try {
    return await work(await Promise.all(all.map(saidPid)));
  } finally {
    const ended = all.map((child) => once(child, 'exit'));
    for (const child of all) child.kill();
    await Promise.all(ended);
  }
}

const pssOf = async (pids: readonly number[]) => (await settled(() => pids)).pss;

async function sample(place: Workplace, { env }: Home): Promise<Sample> {
  const script = place.script('held.cjs');
  const nodes = await withMany(env, place.node(script), pssOf);
  return withMany(env, place.fresh(script), async (pids) => {
    const children = await pssOf(pids);
    return { nodes, children, all: await pssOf(tree(topOf(pids[0] as number))) };
  });
}

export async function freshMemory(place: Workplace): Promise<Comparison[]> {
  const samples: Sample[] = [];
  for (let round = 0; round < place.rounds(ROUNDS); round++)
    samples.push(await withBackends(place, (home) => sample(place, home)));
  const of = (name: string, field: keyof Sample) =>
    figure(
      name,
      'MiB',
      samples.map((one) => one[field]),
    );
  const nodes = of(`${COUNT} idle nodes`, 'nodes');
  const what = `${COUNT} idle fresh children, PSS`;
  return [
    atMost(what, MOST_OF_NODE, of('children', 'children'), nodes),
    forInformation('the same, and their parent', of('all', 'all'), nodes),
  ];
}
