// The memory of a backend that waits for requests, with all that it needs to live.
import { type ChildProcess, spawn } from 'node:child_process';
import { acceptingBackends, type Home, withBackends } from './backends.ts';
import { atMost, type Comparison, figure, NotMeasured } from './budget.ts';
import { type Memory, settled, topOf, tree } from './memory.ts';
import { isYoungerThanBench } from './processes.ts';
import { interleave } from './time-commands.ts';
import type { Workplace } from './workplace.ts';

const ROUNDS = 5;
/** A backend that never served anybody would look smaller than it is. */
const RUNS_BEFORE = 10;
const MOST_OF_NODE = 1.2;

function idleNode(place: Workplace): ChildProcess & { pid: number } {
  const [program = '', ...args] = place.node('-e', 'setInterval(() => {}, 1e9)');
  const child = spawn(program, args, { stdio: 'ignore', env: place.env });
  if (child.pid === undefined) throw new Error(`${program}: could not be started`);
  return child as ChildProcess & { pid: number };
}

async function both(place: Workplace, { env, ...home }: Home): Promise<[Memory, Memory]> {
  const hello = place.speedy(place.script('hello.cjs'));
  await interleave(place, env, [hello], { rounds: RUNS_BEFORE });
  const backend = acceptingBackends({ env, ...home }).find(isYoungerThanBench);
  if (backend === undefined) throw new NotMeasured('no backend stayed after its runs');
  const node = idleNode(place);
  try {
    return [await settled(() => tree(topOf(backend))), await settled(() => [node.pid])];
  } finally {
    node.kill();
  }
}

export async function idleMemory(place: Workplace): Promise<Comparison[]> {
  const samples: [Memory, Memory][] = [];
  for (let round = 0; round < place.rounds(ROUNDS); round++) {
    samples.push(await withBackends(place, (home) => both(place, home)));
  }
  return (['rss', 'pss'] as const).map((of) => {
    const ours = samples.map(([backend]) => backend[of]);
    const theirs = samples.map(([, node]) => node[of]);
    const [measured, node] = [figure('backend', 'MiB', ours), figure('idle node', 'MiB', theirs)];
    return atMost(`idle backend, ${of.toUpperCase()}`, MOST_OF_NODE, measured, node);
  });
}
