// What a run costs that fails to compile: who edits a script sees this often.
import { withBackends } from './backends.ts';
import { atMost, type Comparison, duration } from './budget.ts';
import { timeFirstRuns } from './cold.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

const SYNTAX_ERROR = "console.log('never said';\n";
const FAILED = 1;
const ROUNDS = 20;
const MOST_OF_NODE = 1;
/** A failed run may have its backend replaced: work of speedy's that node's time is not to bear. */
const PAUSE_MS = 200;

async function timeWarm(place: Workplace, both: readonly Command[]) {
  const rounds = { rounds: place.rounds(ROUNDS), warmUp: 1, pauseMs: PAUSE_MS, status: FAILED };
  const [ours = [], theirs = []] = await withBackends(place, ({ env }) =>
    interleave(place, env, both, rounds),
  );
  return [ours, theirs] as const;
}

export async function brokenScript(place: Workplace): Promise<Comparison[]> {
  const script = place.written('broken.cjs', SYNTAX_ERROR);
  const both = [place.speedy(script), place.node(script)] as const;
  const compared = (what: string, [ours, theirs]: readonly [number[], number[]]) =>
    atMost(what, MOST_OF_NODE, duration('speedy', ours), duration('node, syntax error', theirs));
  return [
    compared('syntax error, warm', await timeWarm(place, both)),
    compared('syntax error, cold', await timeFirstRuns(place, both, place.rounds(ROUNDS), FAILED)),
  ];
}
