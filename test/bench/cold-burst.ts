// Many callers at once for a script that sleeps, while no backend is there.
import { withBackends } from './backends.ts';
import { atMost, type Comparison, duration } from './budget.ts';
import { timeFirstRun } from './cold.ts';
import { median } from './statistics.ts';
import { burst } from './time-commands.ts';
import type { Workplace } from './workplace.ts';

const CALLERS = 32;
const ROUNDS = 8;
const MOST_OF_IDEAL = 3;
/** What sleep.cjs and sleep.pl sleep. */
const SLEEP_NS = 10e6;

/** Each run says the pid of its backend. */
async function timeBurst(
  place: Workplace,
  script: string,
): Promise<{ ns: number; backends: number }> {
  const sleeper = place.speedy(place.script(script));
  const { ns, outputs } = await withBackends(place, ({ env }) =>
    burst(place, env, sleeper, CALLERS),
  );
  if (outputs.length !== CALLERS || !outputs.every((pid) => /^\d+$/.test(pid))) {
    throw new Error(`cold burst: not ${CALLERS} pids: ${outputs.join(' ')}`);
  }
  return { ns, backends: new Set(outputs).size };
}

/** @param first of which a cold start is timed */
export async function burstsOf(
  place: Workplace,
  sleeper: string,
  first: string,
  what: string,
): Promise<Comparison[]> {
  const bursts: number[] = [];
  const ideals: number[] = [];
  const backends: number[] = [];
  for (let round = 0; round < place.rounds(ROUNDS); round++) {
    const coldStart = await timeFirstRun(place, place.speedy(place.script(first)));
    const found = await timeBurst(place, sleeper);
    bursts.push(found.ns);
    backends.push(found.backends);
    ideals.push((CALLERS / found.backends) * SLEEP_NS + coldStart);
  }
  const ideal = `${CALLERS}/${median(backends)} x 10 ms + cold start`;
  return [atMost(what, MOST_OF_IDEAL, duration('speedy', bursts), duration(ideal, ideals))];
}

export const coldBurst = (place: Workplace): Promise<Comparison[]> =>
  burstsOf(place, 'sleep.cjs', 'hello.cjs', `cold burst of ${CALLERS}, 10 ms each`);
