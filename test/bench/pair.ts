// A command of speedy's and another one, in turn, when a backend is there already.
import { withBackends } from './backends.ts';
import { duration, type Figure } from './budget.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

/** Until the backend's JIT has seen enough of the request's path. */
const WARM_UP = 100;

interface Pair {
  ours: Command;
  other: Command;
  rounds: number;
  /** Runs of ours for each run of the other: what that leaves in the caches meets one of them only. */
  times?: number;
  sameOutput?: boolean;
}

/** Always in pairs: a third command would leave cold caches to the one after it. */
export async function pair(
  place: Workplace,
  { ours, other, rounds, times = 1, sameOutput = false }: Pair,
): Promise<{ ours: Figure; theirs: number[] }> {
  const turns = [...Array<Command>(times).fill(ours), other];
  const columns = await withBackends(place, async ({ env }) => {
    await interleave(place, env, [ours], { rounds: WARM_UP });
    return interleave(place, env, turns, { rounds: place.rounds(rounds), sameOutput });
  });
  return {
    ours: duration('speedy', columns.slice(0, times).flat()),
    theirs: columns[times] ?? [],
  };
}
