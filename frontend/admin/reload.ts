/**
 * --reload: for each backend another one is started, and when that is ready, the old one leaves, behind
 * its run if it serves: so nobody waits for a start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SpeedyError } from '../../shared/errors.ts';
import { states } from '../../shared/layout.ts';
import type { Place } from '../../shared/queue.ts';
import { put } from '../end.ts';
import { Launch } from '../launch.ts';
import { backendProgram, type Recipe } from '../start.ts';
import { isDead, type KnownGroup } from './group.ts';
import { send } from './processes.ts';
import { recipeOf } from './recipe.ts';

/** Milliseconds. */
const lookInterval = 10;
/** Milliseconds. A parent that is stopped leaves when it goes on: nobody waits for that. */
const leaveLimit = 2000;

const isIn =
  (...wanted: readonly number[]) =>
  ({ entry }: Place): boolean =>
    wanted.includes(entry.get('state'));
const isBackend = isIn(states.starting, states.idle, states.serving);
const isLeaving = ({ entry }: Place): boolean => entry.get('leaving') !== 0;

const pidsOf = (places: readonly Place[]): number[] => places.map(({ entry }) => entry.get('pid'));

/** Where a parent makes the backends, with whatever is loaded, only that is replaced. */
function toReplace(places: readonly Place[]): number[] {
  const there = places.filter((place) => !isLeaving(place) && !isDead(place.entry));
  const parents = pidsOf(there.filter(isIn(states.parent)));
  return parents.length > 0 ? parents : pidsOf(there.filter(isIn(states.idle, states.serving)));
}

/** With the lock held. @returns false if MaxBackends leaves no room: then one that is idle makes some */
function makeRoom(group: KnownGroup, pid: number, { values }: Recipe): boolean {
  const most = Number(values.MaxBackends);
  const { places } = group.queue;
  if (most === 0 || places.filter(isBackend).length < most) return true;
  const idle = places.filter(isIn(states.idle));
  const one = idle.find(({ entry }) => entry.get('pid') === pid) ?? idle[0];
  if (one === undefined) return false;
  group.dismiss(one);
  return true;
}

/** @returns undefined if none can be started now: then whoever needs one does it */
function launch(group: KnownGroup, pid: number, recipe: Recipe): Launch | undefined {
  return group.change(() => {
    const place = group.placeOf(pid);
    if (place === undefined || !makeRoom(group, pid, recipe)) return undefined;
    const launched = new Launch(recipe, group.queue, () => {});
    // Another parent takes its place only if it is to leave.
    if (isIn(states.parent)(place)) group.queue.writeField(place.index, 'leaving', 1);
    launched.start();
    return launched;
  });
}

/** @throws SpeedyError, with what the backend said */
async function awaitReady(group: KnownGroup, launched: Launch, recipe: Recipe): Promise<void> {
  while (!launched.isOver) await sleep(lookInterval);
  group.change(() => launched.finish());
  if (!launched.hasFailed) return;
  put(2, launched.words);
  throw new SpeedyError('startFailed', backendProgram(recipe));
}

/** The old one stays if no other can be started. */
function keep(group: KnownGroup, pid: number): void {
  group.change(() => {
    const place = group.placeOf(pid);
    if (place !== undefined) group.queue.writeField(place.index, 'leaving', 0);
  });
}

/** @returns whether it comes to the end of its run first */
function retire(group: KnownGroup, pid: number): boolean {
  const isServing = group.change(() => {
    const place = group.placeOf(pid);
    if (place === undefined) return false;
    const isParent = isIn(states.parent)(place);
    if (isParent) send(pid, place.entry.getLong('pidStart'), 'SIGTERM');
    else group.retire(place);
    return isIn(states.serving)(place);
  });
  return isServing === true;
}

/** A parent takes those along that it has made: from then on, nobody gets one of them. */
async function awaitLeft(group: KnownGroup, pid: number): Promise<void> {
  const end = performance.now() + leaveLimit;
  const isParent = () => {
    const place = group.placeOf(pid);
    return place !== undefined && isIn(states.parent)(place);
  };
  while (group.change(isParent) === true && performance.now() < end) await sleep(lookInterval);
}

async function replace(group: KnownGroup, pid: number): Promise<boolean> {
  const recipe = recipeOf(pid, group);
  const launched = recipe && launch(group, pid, recipe);
  try {
    if (launched !== undefined) await awaitReady(group, launched, recipe as Recipe);
  } catch (error) {
    keep(group, pid);
    throw error;
  }
  const isServing = retire(group, pid);
  await awaitLeft(group, pid);
  return isServing;
}

export interface Reloaded {
  readonly count: number;
  /** Pids of those that are in a run still: nobody else is served by them. */
  readonly finishing: readonly number[];
}

export async function reload(groups: readonly KnownGroup[]): Promise<Reloaded> {
  const finishing: number[] = [];
  let count = 0;
  for (const group of groups) {
    for (const pid of group.change(toReplace) ?? []) {
      count++;
      if (await replace(group, pid)) finishing.push(pid);
    }
    group.tidy();
  }
  return { count, finishing };
}
