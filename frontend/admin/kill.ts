/** --kill: whatever they do. Frontends are told how their runs ended, as for any script that is killed. */
import { states } from '../../shared/layout.ts';
import type { Entry } from '../../shared/record.ts';
import type { KnownGroup } from './group.ts';
import { isStopped, send } from './processes.ts';
import { type Stayer, untilGone, Watched } from './staying.ts';
import { type Ended, ended } from './stop.ts';

/** Milliseconds. Who is told by a backend's death passes it on in this time. */
const grace = 2000;
const limit = 5000;
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function sendAll(all: readonly Stayer[], signal: NodeJS.Signals): void {
  for (const { pid, start } of all) send(pid, start, signal);
}

const killAll = (all: readonly Stayer[]): void => sendAll(all, 'SIGKILL');

function entriesOf(group: KnownGroup): Entry[] {
  const places = group.peek();
  return typeof places === 'object' ? places.map(({ entry }) => entry) : [];
}

const isParent = (entry: Entry): boolean => entry.get('state') === states.parent;

/** @returns those of which a queue says that they are in one of these states */
function inStates(
  wanted: readonly number[],
  all: readonly Stayer[],
  groups: readonly KnownGroup[],
): Stayer[] {
  const entries = groups.flatMap(entriesOf).filter((entry) => wanted.includes(entry.get('state')));
  const pids = entries.map((entry) => entry.get('pid'));
  return all.filter(({ pid }) => pids.includes(pid));
}

/**
 * Those that a parent has made make no others, and go first: it says how they died.
 * @returns when it has
 */
async function killServants(
  found: readonly Stayer[],
  groups: readonly KnownGroup[],
): Promise<void> {
  const withParent = groups.filter((group) => entriesOf(group).some(isParent));
  const servants = inStates([states.idle, states.serving], found, withParent);
  killAll(servants);
  await untilGone(() => inStates([states.serving], servants, withParent), grace);
}

/**
 * Stops them, for what one makes between a look and its end would be nobody's, and stay. All are there
 * to be seen if nobody moved any more when the look began.
 * @param held pids of those that had stopped before; added to
 * @returns those that had not, or go on
 */
function hold(watched: Watched, held: Set<number>): Stayer[] {
  const moving = watched.backends.filter(({ pid }) => !(held.has(pid) && isStopped(pid)));
  sendAll(moving, 'SIGSTOP');
  for (const { pid } of moving) if (isStopped(pid)) held.add(pid);
  return moving;
}

/** What a keeper was just starting comes later. */
function killMakers(watched: Watched): void {
  sendAll(watched.backends, 'SIGSTOP');
  killAll(watched.backends);
}

/** Nobody is left stopped: until it is done, nothing ends us but KILL. */
async function killHeld(watched: Watched): Promise<void> {
  const held = new Set<number>();
  for (const signal of ending) process.on(signal, () => {});
  try {
    await untilGone(() => hold(watched, held), grace);
  } finally {
    killMakers(watched);
    for (const signal of ending) process.removeAllListeners(signal);
  }
}

/** Keepers end by themselves, when they have told. */
export async function kill(groups: readonly KnownGroup[]): Promise<Ended> {
  const watched = new Watched(groups);
  const found = watched.backends;
  await killServants(found, groups);
  await killHeld(watched);
  await untilGone(
    () => watched.look(),
    grace,
    () => killMakers(watched),
  );
  const left = await untilGone(
    () => watched.look(),
    limit,
    () => killAll(watched.look()),
  );
  for (const group of groups) group.tidy();
  return ended(found, left);
}
