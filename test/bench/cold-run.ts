// What the first run ever costs: starting a backend, and the run.
import { atMost, type Comparison, duration } from './budget.ts';
import { timeFirstRuns } from './cold.ts';
import type { Workplace } from './workplace.ts';

const MOST_OF_NODE = 1.3;
const ROUNDS = 20;

export async function coldRun(place: Workplace): Promise<Comparison[]> {
  const script = place.script('hello.cjs');
  const both = [place.speedy(script), place.node(script)] as const;
  const [ours, theirs] = await timeFirstRuns(place, both, place.rounds(ROUNDS));
  const against = duration('node hello', theirs);
  return [atMost('cold run of hello', MOST_OF_NODE, duration('speedy', ours), against)];
}
