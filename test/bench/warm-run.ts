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

/** Always in pairs: a third command would leave cold caches to the one after it. */
async function pair(place: Workplace, other: Command, rounds: number, sameOutput = false) {
  const hello = place.speedy(place.script('hello.cjs'));
  const [ours = [], theirs = []] = await withBackends(place, ({ env }) =>
    interleave(place, env, [hello, other], {
      rounds: place.rounds(rounds),
      warmUp: sameOutput ? 1 : WARM_UP,
      sameOutput,
    }),
  );
  return { ours: duration('speedy', ours), theirs };
}

export async function warmRunAndNode(place: Workplace): Promise<Comparison[]> {
  const node = place.node(place.script('hello.cjs'));
  const { ours, theirs } = await pair(place, node, 60, true);
  return [fasterBy(WHAT, LEAST_NODE, ours, duration('node hello', theirs))];
}

export async function warmRunAndEmpty(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, place.empty, 1000);
  const name = `empty program (${place.compiler} -static)`;
  const rows = [atMost(WHAT, MOST_EMPTY, ours, duration(name, theirs))];
  return place.compiler === 'cc' ? rows : [...rows, await warmRunAndEmptyWithGlibc(place)];
}

/** What the system's own compiler makes of it: most machines know no other empty program. */
async function warmRunAndEmptyWithGlibc(place: Workplace): Promise<Comparison> {
  const { ours, theirs } = await pair(place, [compile('empty', 'cc', place.folder)], 1000);
  return forInformation(WHAT, ours, duration('empty program (cc -static)', theirs));
}

export async function warmRunAndPerl(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, place.perl('-e', '0'), 300);
  return [forInformation(WHAT, ours, duration('perl -e 0', theirs))];
}
