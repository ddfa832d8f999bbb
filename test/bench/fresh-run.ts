// What one run costs in a process of its own, when that has been forked already.
import { atMost, type Comparison, duration, fasterBy } from './budget.ts';
import { pair } from './pair.ts';
import type { Workplace } from './workplace.ts';

const WHAT = 'fresh run of hello';
const MOST_EMPTY = 10;
const LEAST_NODE = 20;

export async function freshRunAndNode(place: Workplace): Promise<Comparison[]> {
  const script = place.script('hello.cjs');
  const [ours, other] = [place.fresh(script), place.node(script)];
  const pairs = { ours, other, rounds: 60, times: 5, sameOutput: true };
  const { ours: fresh, theirs } = await pair(place, pairs);
  return [fasterBy(WHAT, LEAST_NODE, fresh, duration('node hello', theirs))];
}

export async function freshRunAndEmpty(place: Workplace): Promise<Comparison[]> {
  const ours = place.fresh(place.script('hello.cjs'));
  const { ours: fresh, theirs } = await pair(place, { ours, other: place.empty, rounds: 500 });
  const name = `empty program (${place.compiler} -static)`;
  return [atMost(WHAT, MOST_EMPTY, fresh, duration(name, theirs))];
}
