// Runs for which no backend is there, and which have to start one.
import { withBackends } from './backends.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

/** The first run ever in a home of its own, in nanoseconds; its backend is ended afterwards. */
export async function timeFirstRun(place: Workplace, command: Command, status = 0) {
  const [[ns = Number.NaN] = []] = await withBackends(place, ({ env }) =>
    interleave(place, env, [command], { rounds: 1, status }),
  );
  return ns;
}

/** First runs of both commands in turn, in nanoseconds. */
export async function timeFirstRuns(
  place: Workplace,
  [ours, theirs]: readonly [Command, Command],
  rounds: number,
  status = 0,
): Promise<[number[], number[]]> {
  const durations: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    durations[0].push(await timeFirstRun(place, ours, status));
    durations[1].push(await timeFirstRun(place, theirs, status));
  }
  return durations;
}
