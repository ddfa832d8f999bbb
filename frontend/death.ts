/** How a backend died that closed the connection without an answer: its record says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import { obituaryLimit, states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import type { Entry } from '../shared/record.ts';
import type { GroupQueue } from './queue.ts';
import { isServing, type Seat } from './take.ts';

const obituaryStep = 2; // milliseconds
const endsItself = 2;

const behindRun: readonly number[] = [states.idle, states.serving, states.free];

/** It served us before: it has given itself back, and may have left, but we weren't told. */
function hasEnded(seat: Seat, entry: Entry): boolean {
  const isLast = entry.get('pid') === seat.pid && entry.get('last') === process.pid;
  return isLast && behindRun.includes(entry.get('state')) && entry.get('started') === 0;
}

export type Death =
  /** With a status as of wait(2). */
  | { readonly kind: 'died'; readonly status: number }
  /** Nothing was run. */
  | { readonly kind: 'notStarted' }
  /** Nothing says how: yet, or for ever. */
  | { readonly kind: 'untold' }
  | { readonly kind: 'unknown' };

const isNoted = (entry: Entry): boolean =>
  entry.get('state') === states.dead || entry.get('started') === endsItself;

function isOurs(seat: Seat, entry: Entry): boolean {
  const isDead = entry.get('state') === states.dead;
  const isWithUs = entry.get('pid') === seat.pid && entry.get('partner') === process.pid;
  return isServing(seat, entry) || (isDead && isWithUs);
}

const deathOf = (entry: Entry): Death => ({ kind: 'died', status: entry.get('status') });

/** One look with the lock held. If it says how, the record is done with. */
function examine(queue: GroupQueue, seat: Seat): Death {
  return queue.relocked(() => {
    const entry = queue.read(seat.index);
    if (entry === undefined) return { kind: 'unknown' };
    if (!isOurs(seat, entry)) return hasEnded(seat, entry) ? deathOf(entry) : { kind: 'unknown' };
    if (entry.get('started') === 0) return { kind: 'notStarted' };
    if (!isNoted(entry)) return { kind: 'untold' };
    queue.free(seat.index);
    return deathOf(entry);
  });
}

/**
 * The keeper takes its time to write down how. Until the record changes, it is only looked at. A
 * queue that was removed isn't found by the keeper.
 */
async function awaitObituary(queue: GroupQueue, seat: Seat): Promise<void> {
  for (const began = now(); now() - began < BigInt(obituaryLimit); await sleep(obituaryStep)) {
    const entry = queue.read(seat.index);
    if (!queue.isLinked || entry === undefined) return;
    if (isNoted(entry) || !isServing(seat, entry)) return;
  }
}

export async function howItDied(queue: GroupQueue, seat: Seat): Promise<Death> {
  const first = examine(queue, seat);
  if (first.kind !== 'untold') return first;
  await awaitObituary(queue, seat);
  return examine(queue, seat);
}
