// Taking an idle backend must not cost more the more processes the queue lists.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { states } from '../../shared/layout.ts';
import { now } from '../../shared/libc.ts';
import { Queue } from '../../shared/queue.ts';
import { Entry } from '../../shared/record.ts';
import { withBackends } from './backends.ts';
import { atMost, type Comparison, duration } from './budget.ts';
import { interleave } from './time-commands.ts';
import type { Command, Workplace } from './workplace.ts';

const MANY = 500;
const ROUNDS = 1000;
const WARM_UP = 100;
const MOST_OF_ONE = 1.2;

function queueBelow(folder: string): Queue {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const name = names.find((one) => one.endsWith('/queue'));
  if (name === undefined) throw new Error(`no queue below ${folder}`);
  return new Queue(join(folder, name));
}

/** Idle since before the real one, which is therefore taken first: this process, many times. */
function madeUp(next: number): Entry {
  const entry = new Entry();
  entry.set('state', states.idle);
  entry.set('pid', process.pid);
  entry.set('next', next);
  entry.setLong('since', now());
  return entry;
}

/** The real backend's record stays at the head of the list, the others come behind it. */
function fill(queue: Queue): void {
  queue.locked(() => {
    const head = queue.header.get('idle') - 1;
    const real = new Entry();
    queue.read(head, real);
    const first = queue.header.get('records');
    for (let index = first; index < MANY; index++) {
      queue.write({ index, entry: madeUp(index + 1 < MANY ? index + 2 : 0) });
    }
    real.set('next', first + 1);
    queue.write({ index: head, entry: real });
    queue.header.set('records', MANY);
    queue.writeHeader();
  });
  queue.close();
}

/** The same script and settings in two homes, one of which lists many more. */
export async function queueSize(place: Workplace): Promise<Comparison[]> {
  const hello = place.speedy(place.script('hello.cjs'));
  const inHome = (folder: string): Command => [
    '/usr/bin/env',
    `SPEEDY_TMPBASE=${folder}`,
    ...hello,
  ];
  const rounds = { rounds: place.rounds(ROUNDS), warmUp: WARM_UP };
  const [one = [], many = []] = await withBackends(place, ({ folder, env }) => {
    const homes = [join(folder, 'one'), join(folder, 'many')] as const;
    return interleave(place, env, homes.map(inHome), { rounds: 1 }).then(() => {
      fill(queueBelow(join(folder, `many.${process.geteuid?.()}`)));
      return interleave(place, env, homes.map(inHome), rounds);
    });
  });
  const against = duration('1 in the queue', one);
  return [atMost(`warm run, ${MANY} in the queue`, MOST_OF_ONE, duration('speedy', many), against)];
}
