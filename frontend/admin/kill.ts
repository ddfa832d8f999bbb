/** --kill: whatever they do. Frontends are told how their runs ended, as for any script that is killed. */
import { states } from '../../shared/layout.ts';
import type { Place } from '../../shared/queue.ts';
import type { KnownGroup } from './group.ts';
import { parentOf, send } from './processes.ts';
import { type Stayer, untilGone, Watched } from './staying.ts';
import { type Ended, ended } from './stop.ts';

/** Milliseconds. Who is told by a backend's death passes it on in this time. */
const grace = 2000;
const limit = 5000;

function sendAll(all: readonly Stayer[], signal: NodeJS.Signals): void {
  for (const { pid, start } of all) send(pid, start, signal);
}

const killAll = (all: readonly Stayer[]): void => sendAll(all, 'SIGKILL');

/** Stopped first: what one makes between a look and its end would be nobody's, and stay. */
function killMakers(watched: Watched): void {
  sendAll(watched.backends, 'SIGSTOP');
  killAll(watched.backends);
}

function placesIn(group: KnownGroup): Place[] {
  const places = group.look();
  return typeof places === 'object' ? places : [];
}

/** Parents and templates of fresh runs: those that say how their children died. */
function makersOf(groups: readonly KnownGroup[], all: readonly Stayer[]): Set<number> {
  const recorded = groups.flatMap(placesIn).map(({ entry }) => entry);
  const parents = recorded.filter((entry) => entry.get('state') === states.parent);
  const makers = all.map(({ pid }) => parentOf(pid));
  const pids = [...parents.map((entry) => entry.get('pid')), ...makers];
  return new Set(pids.filter((maker) => all.some(({ pid }) => pid === maker)));
}

/** @returns those of which the queue still says that they serve */
function untold(groups: readonly KnownGroup[], killed: readonly Stayer[]): Stayer[] {
  const serving = groups
    .flatMap(placesIn)
    .filter(({ entry }) => entry.get('state') === states.serving)
    .map(({ entry }) => entry.get('pid'));
  return killed.filter(({ pid }) => serving.includes(pid));
}

/** Keepers end by themselves, when they have told. */
export async function kill(groups: readonly KnownGroup[]): Promise<Ended> {
  const watched = new Watched(groups);
  const found = watched.backends;
  const makers = makersOf(groups, found);
  const served = found.filter(({ pid }) => !makers.has(pid));
  killAll(served);
  await untilGone(() => untold(groups, served), grace);
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
