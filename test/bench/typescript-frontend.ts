// What the frontend costs where no C compiler built the small one: a node of its own.
import { withBackends } from './backends.ts';
import { atMost, type Comparison, duration } from './budget.ts';
import { interleave } from './time-commands.ts';
import type { Workplace } from './workplace.ts';

const MOST_OF_NODE = 1.2;
const ROUNDS = 60;

export async function typescriptFrontend(place: Workplace): Promise<Comparison[]> {
  const ours = place.speedyInTypeScript(place.script('hello.cjs'));
  const both = [ours, place.node('-e', '0')];
  const rounds = { rounds: place.rounds(ROUNDS), warmUp: 3 };
  const [frontend = [], node = []] = await withBackends(place, ({ env }) =>
    interleave(place, env, both, rounds),
  );
  const measured = duration('speedy-ts', frontend);
  return [atMost('TypeScript frontend, warm', MOST_OF_NODE, measured, duration('node -e 0', node))];
}
