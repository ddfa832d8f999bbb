// What one run costs when a backend is there already.
import { withBackends } from './backends.ts';
import { atMost, type Comparison, duration, fasterBy, forInformation } from './budget.ts';
import { compile } from './compile.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

const WHAT = 'warm run of hello';
/** Until the backend's JIT has seen enough of the request's path. */
const WARM_UP = 100;
/** A frontend may cost so many empty programs, and node so many frontends. */
const MOST_EMPTY = 2.3;
const LEAST_NODE = 60;

interface Pair {
  other: Command;
  rounds: number;
  /** Runs of hello for each run of the other. */
  hellos?: number;
  sameOutput?: boolean;
}

/** Always in pairs: a third command would leave cold caches to the one after it. */
async function pair(place: Workplace, { other, rounds, hellos = 1, sameOutput = false }: Pair) {
  const hello = place.speedy(place.script('hello.cjs'));
  const turns = [...Array<Command>(hellos).fill(hello), other];
  const columns = await withBackends(place, async ({ env }) => {
    await interleave(place, env, [hello], { rounds: WARM_UP });
    return interleave(place, env, turns, { rounds: place.rounds(rounds), sameOutput });
  });
  return {
    ours: duration('speedy', columns.slice(0, hellos).flat()),
    theirs: columns[hellos] ?? [],
  };
}

/** A node in between leaves cold caches to one run of hello: not to all of them, please. */
export async function warmRunAndNode(place: Workplace): Promise<Comparison[]> {
  const other = place.node(place.script('hello.cjs'));
  const { ours, theirs } = await pair(place, { other, rounds: 60, hellos: 10, sameOutput: true });
  return [fasterBy(WHAT, LEAST_NODE, ours, duration('node hello', theirs))];
}

export async function warmRunAndEmpty(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, { other: place.empty, rounds: 1000 });
  const name = `empty program (${place.compiler} -static)`;
  const rows = [atMost(WHAT, MOST_EMPTY, ours, duration(name, theirs))];
  return place.compiler === 'cc' ? rows : [...rows, await warmRunAndEmptyWithGlibc(place)];
}

/** What the system's own compiler makes of it: most machines know no other empty program. */
async function warmRunAndEmptyWithGlibc(place: Workplace): Promise<Comparison> {
  const other = [compile('empty', 'cc', place.folder)];
  const { ours, theirs } = await pair(place, { other, rounds: 1000 });
  return forInformation(WHAT, ours, duration('empty program (cc -static)', theirs));
}

export async function warmRunAndPerl(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, { other: place.perl('-e', '0'), rounds: 300 });
  return [forInformation(WHAT, ours, duration('perl -e 0', theirs))];
}
