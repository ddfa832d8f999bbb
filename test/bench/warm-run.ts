// What one run costs when a backend is there already.
import { atMost, type Comparison, duration, fasterBy, forInformation } from './budget.ts';
import { compile } from './compile.ts';
import { pair } from './pair.ts';
import type { Command, Workplace } from './workplace.ts';

const WHAT = 'warm run of hello';
/** A frontend may cost so many empty programs, and node so many frontends. */
const MOST_EMPTY = 2.3;
const LEAST_NODE = 60;

const hello = (place: Workplace): Command => place.speedy(place.script('hello.cjs'));

export async function warmRunAndNode(place: Workplace): Promise<Comparison[]> {
  const other = place.node(place.script('hello.cjs'));
  const { ours, theirs } = await pair(place, {
    ours: hello(place),
    other,
    rounds: 60,
    times: 10,
    sameOutput: true,
  });
  return [fasterBy(WHAT, LEAST_NODE, ours, duration('node hello', theirs))];
}

export async function warmRunAndEmpty(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, {
    ours: hello(place),
    other: place.empty,
    rounds: 1000,
  });
  const name = `empty program (${place.compiler} -static)`;
  const rows = [atMost(WHAT, MOST_EMPTY, ours, duration(name, theirs))];
  return place.compiler === 'cc' ? rows : [...rows, await warmRunAndEmptyWithGlibc(place)];
}

/** What the system's own compiler makes of it: most machines know no other empty program. */
async function warmRunAndEmptyWithGlibc(place: Workplace): Promise<Comparison> {
  const other = [compile('empty', 'cc', place.folder)];
  const { ours, theirs } = await pair(place, { ours: hello(place), other, rounds: 1000 });
  return forInformation(WHAT, ours, duration('empty program (cc -static)', theirs));
}

export async function warmRunAndPerl(place: Workplace): Promise<Comparison[]> {
  const { ours, theirs } = await pair(place, {
    ours: hello(place),
    other: place.perl('-e', '0'),
    rounds: 300,
  });
  return [forInformation(WHAT, ours, duration('perl -e 0', theirs))];
}
