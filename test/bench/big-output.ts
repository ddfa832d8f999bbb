// The speed of 1 GiB through stdout, into a pipe that its reader drains.
import { withBackends } from './backends.ts';
import { atLeast, type Comparison, figure, forInformation } from './budget.ts';
import { median } from './statistics.ts';
import { interleave } from './time-commands.ts';
import type { Workplace } from './workplace.ts';

const WHAT = '1 GiB through stdout';
const MIB = 1024;
const ROUNDS = 9;
const LEAST_OF_NODE = 0.95;

/** Whole runs are compared; and, to tell the stream from node's start, what is left without it. */
export async function bigOutput(place: Workplace): Promise<Comparison[]> {
  const script = place.script('gibibyte.cjs');
  const both = [place.speedy(script), place.node(script)];
  const rounds = { rounds: place.rounds(ROUNDS), warmUp: 1 };
  const [[ours = [], theirs = []], [starts = []]] = await withBackends(
    place,
    async ({ env }) =>
      [
        await interleave(place, env, both, { ...rounds, sameOutput: true }),
        await interleave(place, env, [place.node(place.script('hello.cjs'))], rounds),
      ] as const,
  );
  const speeds = (ns: readonly number[]) => ns.map((n) => MIB / (n / 1e9));
  const start = median(starts);
  const speedy = figure('speedy', 'MiB/s', speeds(ours));
  const node = figure('node', 'MiB/s', speeds(theirs));
  const bare = figure('node, without its start', 'MiB/s', speeds(theirs.map((ns) => ns - start)));
  return [atLeast(WHAT, LEAST_OF_NODE, speedy, node), forInformation(WHAT, speedy, bare)];
}
