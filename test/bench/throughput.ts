// How many runs a second there are with several callers at once.
import { acceptingBackends, type Home, withBackends } from './backends.ts';
import { atLeast, type Comparison, figure } from './budget.ts';
import { throughput } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

const CALLERS = [1, 2, 8, 32];
const FEW = 2;
const MANY = 32;
const SPELL_MS = 400;
const ROUNDS = 7;
const LEAST_OF_EMPTY = 0.25;
const LEAST_OF_FEW = 0.9;
/** Enough for the backends that the most callers start; then their number stands still. */
const MOST_WARM_UPS = 20;

/** A backend that starts takes more from the cores than a hundred runs. */
async function startAllBackends(place: Workplace, home: Home, hello: Command): Promise<void> {
  for (let i = 0, before = -1; i < MOST_WARM_UPS; i++) {
    await throughput(place, home.env, [hello], MANY, SPELL_MS);
    const backends = acceptingBackends(home).length;
    if (backends === before) return;
    before = backends;
  }
}

interface Speeds {
  empty: number[];
  speedy: number[];
}

async function speeds(place: Workplace, home: Home): Promise<Map<number, Speeds>> {
  const hello = place.speedy(place.script('hello.cjs'));
  const found = new Map(CALLERS.map((callers) => [callers, { empty: [], speedy: [] } as Speeds]));
  await startAllBackends(place, home, hello);
  for (let round = 0; round < place.rounds(ROUNDS); round++) {
    for (const [callers, { empty, speedy }] of found) {
      const both = [place.empty, hello];
      const [ofEmpty = 0, ofSpeedy = 0] = await throughput(
        place,
        home.env,
        both,
        callers,
        SPELL_MS,
      );
      empty.push(ofEmpty);
      speedy.push(ofSpeedy);
    }
  }
  return found;
}

function callersText(callers: number): string {
  return callers === 1 ? '1 caller' : `${callers} callers at once`;
}

export async function throughputOfCallers(place: Workplace): Promise<Comparison[]> {
  const found = await withBackends(place, (home) => speeds(place, home));
  const of = (callers: number) =>
    figure(callersText(callers), 'runs/s', found.get(callers)?.speedy ?? []);
  const rows = [...found].map(([callers, { empty }]) => {
    const name = `empty program, ${callersText(callers)}`;
    const against = figure(name, 'runs/s', empty);
    return atLeast(callersText(callers), LEAST_OF_EMPTY, of(callers), against);
  });
  return [...rows, atLeast(callersText(MANY), LEAST_OF_FEW, of(MANY), of(FEW))];
}
