/** --kill: whatever they do. Frontends are told how their runs ended, as for any script that is killed. */
import { states } from '../../shared/layout.ts';
import type { KnownGroup } from './group.ts';
import { isStopped, send } from './processes.ts';
import { type Stayer, untilGone, Watched } from './staying.ts';
import { type Ended, ended } from './stop.ts';

/** Milliseconds. Who is told by a backend's death passes it on in this time. */
const grace = 2000;
const limit = 5000;

function sendAll(all: readonly Stayer[], signal: NodeJS.Signals): void {
  for (const { pid, start } of all) send(pid, start, signal);
}

const killAll = (all: readonly Stayer[]): void => sendAll(all, 'SIGKILL');

/** @returns those of which a queue says that they are in one of these states */
function inStates(
  wanted: readonly number[],
  all: readonly Stayer[],
  groups: readonly KnownGroup[],
): Stayer[] {
  const seen = groups.map((group) => group.peek());
  const places = seen.flatMap((places) => (typeof places === 'object' ? places : []));
  const entries = places.map(({ entry }) => entry);
  const pids = entries
    .filter((entry) => wanted.includes(entry.get('state')))
    .map((entry) => entry.get('pid'));
  return all.filter(({ pid }) => pids.includes(pid));
}

/**
 * Stops them, for what one makes between a look and its end would be nobody's, and stay. All are there
 * to be seen if nobody moved any more when the look began.
 * @param held pids of those that had stopped before; added to
 * @returns those that had not
 */
function hold(watched: Watched, held: Set<number>): Stayer[] {
  const moving = watched.backends.filter(({ pid }) => !held.has(pid));
  sendAll(moving, 'SIGSTOP');
  for (const { pid } of moving) if (isStopped(pid)) held.add(pid);
  return moving;
}

/**
 * Those that serve, or wait to do so, make no others and go first: parents and templates of fresh runs
 * say how they died. Keepers end by themselves, when they have told.
 */
export async function kill(groups: readonly KnownGroup[]): Promise<Ended> {
  const watched = new Watched(groups);
  const found = watched.backends;
  const servants = inStates([states.idle, states.serving], found, groups);
  killAll(servants);
  await untilGone(() => inStates([states.serving], servants, groups), grace);
  const held = new Set<number>();
  await untilGone(() => hold(watched, held), grace);
  killAll(watched.backends);
  await untilGone(() => watched.look(), grace);
  const left = await untilGone(
    () => watched.look(),
    limit,
    () => killAll(watched.look()),
  );
  for (const group of groups) group.tidy();
  return ended(found, left);
}
