// Many fresh runs of one script at once, against the same ones one after the other.
import { availableParallelism } from 'node:os';
import { type Home, withBackends } from './backends.ts';
import { atMost, type Comparison, duration } from './budget.ts';
import { median } from './statistics.ts';
import { burst, interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

const CALLERS = 64;
const ROUNDS = 12;
const WARM_UP = 30;
const MOST_OF_IDEAL = 1;

/** All cores share the runs; and one run more, for the backend that is made ahead of need. */
function ideal(runs: readonly number[]): number {
  const sum = runs.reduce((before, ns) => before + ns, 0);
  return sum / availableParallelism() + median(runs);
}

async function timeBurst(place: Workplace, { env }: Home, command: Command): Promise<number> {
  const { ns, outputs } = await burst(place, env, command, CALLERS);
  if (outputs.length === CALLERS && new Set(outputs).size === CALLERS) return ns;
  throw new Error(`fresh burst: not ${CALLERS} pids: ${outputs.join(' ')}`);
}

export async function freshBurst(place: Workplace): Promise<Comparison[]> {
  const command = place.fresh(place.script('work.cjs'));
  const [bursts, ideals]: [number[], number[]] = [[], []];
  await withBackends(place, async (home) => {
    await interleave(place, home.env, [command], { rounds: WARM_UP });
    for (let round = 0; round < place.rounds(ROUNDS); round++) {
      const [runs = []] = await interleave(place, home.env, [command], { rounds: CALLERS });
      ideals.push(ideal(runs));
      bursts.push(await timeBurst(place, home, command));
    }
  });
  const name = `${CALLERS} in turn, shared by ${availableParallelism()} cores`;
  const what = `fresh burst of ${CALLERS}, 10 ms each`;
  return [atMost(what, MOST_OF_IDEAL, duration('speedy', bursts), duration(name, ideals))];
}
