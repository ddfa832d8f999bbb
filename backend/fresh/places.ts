/**
 * The group's queue as the parent sees it: who is there, and places for those that it makes. All that
 * reads or writes records is called with the queue locked.
 */
import { fstatSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { maxRecords, startLimit, states } from '../../shared/layout.ts';
import { now } from '../../shared/libc.ts';
import { parentOf, startOf } from '../../shared/process-start.ts';
import { isThere, type Place, type Queue } from '../../shared/queue.ts';
import { Entry } from '../../shared/record.ts';
import { bury } from '../bury.ts';
import { unlink } from '../idle-list.ts';

export interface Present {
  readonly starting: number;
  readonly idle: number;
  readonly serving: number;
  readonly waiting: number;
  /** Nanoseconds that the first in line has waited. */
  readonly patience: bigint;
}

const isAlive = ({ entry }: Place): boolean => isThere(entry.get('pid'));

const isIn =
  (state: number) =>
  ({ entry }: Place): boolean =>
    entry.get('state') === state;

/** A place that is kept for one that doesn't come. */
const isForsaken = (place: Place): boolean =>
  isIn(states.starting)(place) &&
  (!isAlive(place) || now() - place.entry.getLong('since') > BigInt(startLimit));

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : 1);

function free(queue: Queue, place: Place): void {
  place.entry.clear();
  queue.write(place);
}

export function look(queue: Queue): Present {
  const all = [...queue.all()];
  for (const place of all.filter(isForsaken)) free(queue, place);
  const waiting = all.filter(isIn(states.waiting)).filter(isAlive);
  const since = waiting.map(({ entry }) => entry.getLong('since'));
  const first = since.sort(compare)[0] ?? now();
  return {
    starting: all.filter(isIn(states.starting)).length,
    idle: all.filter(isIn(states.idle)).length,
    serving: all.filter(isIn(states.serving)).length,
    waiting: waiting.length,
    patience: now() - first,
  };
}

function newEntry(state: number): Entry {
  const { pid } = process;
  const entry = new Entry();
  entry.set('state', state);
  entry.set('pid', pid);
  if (state === states.parent) entry.setLong('pidStart', startOf(pid));
  entry.setLong('since', now());
  return entry;
}

/** @returns the index of a record of that state for this process; undefined if there is no room */
export function add(queue: Queue, state: number): number | undefined {
  const { header } = queue;
  const all = [...queue.all()];
  const index = all.find(isIn(states.free))?.index ?? all.length;
  if (index === maxRecords) return undefined;
  queue.write({ index, entry: newEntry(state) });
  if (index < all.length) return index;
  header.set('records', index + 1);
  queue.writeHeader();
  return index;
}

/** Whether one that was made, or is to be, can still come there. */
export function isKept(queue: Queue, index: number): boolean {
  const entry = new Entry();
  return queue.read(index, entry) && entry.get('state') === states.starting;
}

/** Nothing comes to that place any more. */
export function giveUp(queue: Queue, index: number): void {
  if (isKept(queue, index)) free(queue, { index, entry: new Entry() });
}

/** Whether frontends can find it. */
const isLinked = ({ fd }: Queue): boolean => fstatSync(fd).nlink > 0;

/** Its number has not become another's. */
function isSame({ entry }: Place): boolean {
  const start = startOf(entry.get('pid'));
  return start !== 0n && start === entry.getLong('pidStart');
}

/** Else --reload has told it to leave, once another is there. */
const isStaying = ({ entry }: Place): boolean => entry.get('leaving') === 0;

const isOurs = ({ entry }: Place): boolean => entry.get('pid') === process.pid;

const idleIn = (queue: Queue): Place[] => [...queue.all()].filter(isIn(states.idle)).filter(isSame);

/**
 * One that makes none for so long that a start would have failed is no help: it stands still perhaps.
 * @returns whether another process makes the backends of this group
 */
export function hasParent(queue: Queue): boolean {
  const { waiting, patience } = look(queue);
  const isHelpless = waiting > 0 && patience > BigInt(startLimit);
  const parents = [...queue.all()].filter(isIn(states.parent)).filter(isStaying);
  if (isHelpless) for (const place of parents) free(queue, place);
  return !isHelpless && parents.some(isSame);
}

/** Whether frontends know of us. */
export const isKnown = (queue: Queue): boolean =>
  isLinked(queue) && [...queue.all()].filter(isIn(states.parent)).some(isOurs);

/**
 * This process makes no more.
 * @returns false if the queue doesn't know us
 */
export function removeParent(queue: Queue): boolean {
  const ours = [...queue.all()].filter(isIn(states.parent)).find(isOurs);
  if (ours !== undefined) free(queue, ours);
  return ours !== undefined;
}

/**
 * Backends that nobody has taken end: nobody can, from here on. Another parent's go on. Those that this
 * process has made and that are not ready yet find that their place is no longer kept.
 */
export function dismissIdle(queue: Queue): void {
  for (const place of [...queue.all()].filter(isIn(states.starting)).filter(isOurs))
    free(queue, place);
  const isMeant = hasParent(queue) ? isMadeByUs : () => true;
  for (const { index } of idleIn(queue).filter(isMeant)) {
    const entry = new Entry();
    queue.read(index, entry); // as it is now: the one behind it in the list may have gone
    unlink(queue, { index, entry });
    bury(queue, entry.get('pid'), 0);
    end(entry.get('pid'));
  }
}

/** By us, by a template of ours, or by a keeper that we have started. */
function isMadeByUs({ entry }: Place): boolean {
  const maker = parentOf(entry.get('pid'));
  return maker === process.pid || parentOf(maker) === process.pid;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}

/** Sockets of those whose parent was killed, and who were killed themselves: nobody has buried them. */
export function removeSockets({ path }: Queue): void {
  const group = dirname(path);
  for (const name of namesIn(group))
    if (/^\d+$/.test(name) && startOf(Number(name)) === 0n)
      rmSync(join(group, name), { force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it was removed: that is seen soon
  }
}
