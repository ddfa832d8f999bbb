// Taking an idle backend must not cost more the more processes the queue lists.
import { atMost, type Comparison, duration, NotMeasured } from './budget.ts';
import type { Workplace } from './workplace.ts';

const FEW = 1;
const MANY = 500;
const ROUNDS = 2000;
const MOST_OF_FEW = 1.2;

interface Takes {
  /** Where the queue files can be made. */
  folder: string;
  /** A queue for each, with so many made-up entries, of which at least one is idle. */
  sizes: readonly number[];
  /** In each, one take and one give back from every queue in turn. */
  rounds: number;
}

/** The durations of the takes, in nanoseconds, for each of the sizes. */
function timeTakes(_takes: Takes): number[][] {
  throw new NotMeasured("the queue's module is not wired to the bench yet");
}

export async function queueSize(place: Workplace): Promise<Comparison[]> {
  const { folder } = place;
  const sizes = [FEW, MANY];
  const [few = [], many = []] = timeTakes({ folder, sizes, rounds: place.rounds(ROUNDS) });
  const against = duration(`with ${FEW}`, few);
  return [atMost(`take, ${MANY} in the queue`, MOST_OF_FEW, duration('take', many), against)];
}
