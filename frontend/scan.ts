/** Looks at all records: counts them, mends them, makes the list of idle backends anew. */
import { SpeedyError } from '../shared/errors.ts';
import { maxRecords, states, takeLimit } from '../shared/layout.ts';
import type { Place } from '../shared/queue.ts';
import { Entry } from '../shared/record.ts';
import { bootHash, isAlive } from './alive.ts';
import { ageOf, mend } from './mend.ts';
import type { GroupQueue } from './queue.ts';

export interface Counts {
  readonly backends: number;
  readonly starting: number;
  /** Of those that start: the ones for which nobody waits who started them. */
  readonly coming: number;
  /** The pid of who makes backends; undefined where frontends do. */
  readonly parent: number | undefined;
  /** The frontend that has waited longest. */
  readonly firstWaiting: Place | undefined;
}

const isIn = (...wanted: number[]) => {
  return ({ entry }: Place): boolean => wanted.includes(entry.get('state'));
};
const isBackend = isIn(states.starting, states.idle, states.serving);

const since = ({ entry }: Place): bigint => entry.getLong('since');

const isOnItsOwn = ({ entry }: Place): boolean => entry.get('partner') === 0;

function earliest(places: readonly Place[]): Place | undefined {
  return places.reduce<Place | undefined>(
    (first, place) => (first === undefined || since(place) < since(first) ? place : first),
    undefined,
  );
}

function count(places: readonly Place[]): Counts {
  return {
    backends: places.filter(isBackend).length,
    starting: places.filter(isIn(states.starting)).length,
    coming: places.filter(isIn(states.starting)).filter(isOnItsOwn).length,
    parent: places.find(isIn(states.parent))?.entry.get('pid'),
    firstWaiting: earliest(places.filter(isIn(states.waiting))),
  };
}

function readAll(queue: GroupQueue): void {
  queue.places = queue.readAll();
  queue.header.set('records', queue.places.length);
}

/** The idle ones into the list, that which became idle last at its head. */
function listAll({ header, places }: GroupQueue): void {
  const idle = places.filter(isIn(states.idle)).sort((a, b) => (since(a) < since(b) ? -1 : 1));
  header.set('idle', 0);
  for (const { index, entry } of idle) {
    entry.set('next', header.get('idle'));
    header.set('idle', index + 1);
  }
  header.set('waiting', places.filter(isIn(states.waiting)).length);
}

/**
 * Whoever was called and doesn't come is stopped, perhaps: the backend is there for others, and the
 * one that was called joins again, at its old place.
 */
function takeBack(called: Entry, places: readonly Place[]): void {
  if (called.get('state') !== states.called || ageOf(called) <= BigInt(takeLimit)) return;
  const backend = places[called.get('partner')]?.entry;
  if (backend?.get('state') !== states.serving || backend.get('started') !== 0) return;
  if (backend.get('partner') !== called.get('pid')) return;
  backend.set('state', states.idle);
  backend.set('partner', 0);
  called.clear();
}

/**
 * The state of a record is the truth: all that follows from the states is made anew. Only what has
 * changed is written: a backend sets `started` without the lock.
 */
export function mendQueue(queue: GroupQueue): Counts {
  const [boot, written] = [bootHash(), queue.header.getLong('boot')];
  if (boot !== 0n && written !== 0n && boot !== written) queue.clear();
  readAll(queue);
  const before = queue.places.map(({ entry }) => Buffer.from(entry.bytes));
  for (const { entry } of queue.places) mend(entry);
  for (const { entry } of queue.places) takeBack(entry, queue.places);
  listAll(queue);
  for (const place of queue.places) {
    if (before[place.index]?.equals(place.entry.bytes) === false) queue.write(place);
  }
  queue.writeHeader();
  return count(queue.places);
}

/**
 * The first in line mends for all: whoever else looks makes sure that there is one.
 * @param mine index of our own record, if we have one
 */
export function survey(queue: GroupQueue, mine?: number): Counts {
  readAll(queue);
  const counts = count(queue.places);
  const first = counts.firstWaiting;
  if (first === undefined || first.index === mine) return mendQueue(queue);
  return isAlive(first.entry.get('pid'), 0n, since(first)) ? counts : mendQueue(queue);
}

type Fields = Partial<Record<'state' | 'pid' | 'partner', number>> & { since: bigint };

function newEntry({ since, ...fields }: Fields): Entry {
  const entry = new Entry();
  entry.setLong('since', since);
  for (const [name, value] of Object.entries(fields)) entry.set(name as 'state', value);
  return entry;
}

/** The first record is written together with the header, by C: it is kept for a backend. */
function firstPlace(queue: GroupQueue, { state }: Fields): number {
  if (state !== states.waiting) return 0;
  if (queue.places.length === 0) {
    queue.places.push({ index: 0, entry: new Entry() });
    queue.free(0);
  }
  return 1;
}

/**
 * Puts a record in a free place, after a survey.
 * @returns its index
 */
export function addRecord(queue: GroupQueue, fields: Fields): number {
  const { header, places } = queue;
  const first = firstPlace(queue, fields);
  const free = places.slice(first).find(isIn(states.free));
  const index = free?.index ?? places.length;
  if (index === maxRecords) throw new SpeedyError('queueFull', queue.path);
  const place = { index, entry: newEntry(fields) };
  places[index] = place;
  header.set('records', places.length);
  if (fields.state === states.waiting) header.set('waiting', header.get('waiting') + 1);
  queue.write(place);
  queue.writeHeader();
  return index;
}
