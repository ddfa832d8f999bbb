/** What becomes of a backend's record when that leaves: called with the lock held and the record read. */
import { availableParallelism } from 'node:os';
import { heirComes, states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import type { Place, Queue } from '../shared/queue.ts';
import type { Entry } from '../shared/record.ts';
import { type Heir, heirIn } from './heir.ts';
import { becomeIdle, unlink } from './idle-list.ts';
import { settings } from './settings.ts';

/** A place for a backend that is to be started. */
export interface Vacancy {
  /** Of its record. */
  readonly index: number;
  /** Whose heir it is to be; 0 if it need not wait for anybody. */
  readonly predecessor: number;
}

/** Whether that is the record of our predecessor, who has had us started. */
export function awaitsUs(entry: Entry): boolean {
  const isThere = [states.idle, states.serving].includes(entry.get('state') as 2 | 3);
  const isOurs = entry.get('pid') === settings.predecessor;
  return isThere && isOurs && entry.get('heir') === heirComes;
}

/** Whether an heir may be started: there is none, and not too many are being started. */
export function mayHaveHeir(queue: Queue, own: Entry): boolean {
  if (own.get('heir') !== 0) return false;
  const comes = [...queue.all()].filter(({ entry }) => entry.get('heir') === heirComes);
  return comes.length < availableParallelism();
}

/**
 * The record becomes another's.
 * @returns its heir is to be started at once, where it makes but one run
 */
export function giveTo(queue: Queue, place: Place, { pid, pidStart }: Heir): Vacancy | undefined {
  const { index, entry } = place;
  const isBrief = settings.firstMaxRuns === 1;
  const isIdle = entry.get('state') === states.idle;
  if (!isIdle) entry.clear();
  entry.set('pid', pid);
  entry.setLong('pidStart', pidStart);
  entry.set('runs', 0);
  entry.set('heir', isBrief ? heirComes : 0);
  // Where we are idle, it takes our place in the list as well, and is as long idle.
  if (isIdle) queue.write(place);
  else becomeIdle(queue, place);
  return isBrief ? { index, predecessor: pid } : undefined;
}

/**
 * The record becomes our heir's; without one, that of a backend which is about to start.
 * @param tidy done while nobody can take us any more
 * @param starter who starts the heir, if it isn't ready; 0 if nobody does
 * @returns what is to be started; undefined if there is nothing to do
 */
export function pass(
  queue: Queue,
  place: Place,
  tidy: () => void,
  starter: number,
): Vacancy | undefined {
  const { index, entry } = place;
  const heir = heirIn(settings.group, entry);
  const isComing = entry.get('heir') === heirComes && startOf(starter) !== 0n;
  tidy();
  if (heir !== undefined) return giveTo(queue, place, heir);
  if (entry.get('state') === states.idle) unlink(queue, place);
  entry.clear();
  entry.set('state', states.starting);
  entry.set('pid', isComing ? starter : process.pid);
  entry.setLong('since', now());
  queue.write(place);
  return isComing ? undefined : { index, predecessor: 0 };
}

/** Whether no other backend is idle, or starts. */
export function isAlone(queue: Queue, { index: own }: Place): boolean {
  const ready: number[] = [states.idle, states.starting];
  return ![...queue.all()].some(
    ({ index, entry }) => index !== own && ready.includes(entry.get('state')),
  );
}
