/** What there is of a group. */
import { states } from '../../shared/layout.ts';
import { parentOf } from '../../shared/process-start.ts';
import type { Place } from '../../shared/queue.ts';
import { Entry } from '../../shared/record.ts';
import type { ScriptLine } from '../../shared/scripts.ts';
import { isAlive } from '../alive.ts';
import { mend } from '../mend.ts';
import { identityAt } from './find.ts';
import { isDead, type KnownGroup } from './group.ts';
import { ageOf, type Member, memoryOf, secondsSince } from './processes.ts';

export interface Process {
  readonly pid: number | null;
  readonly state:
    | 'starting'
    | 'idle'
    | 'serving'
    | 'leaving' // behind its run, or about to end
    | 'dead' // its record is there still
    | 'parent' // -f: makes the others
    | 'template'; // -f: others are forked from it
  readonly runs: number;
  /** Seconds since it was started. */
  readonly age: number | null;
  /** Seconds since its last run; null if it isn't idle. */
  readonly idle: number | null;
  /** Bytes. */
  readonly memory: number | null;
}

export interface Script {
  readonly path: string;
  readonly state: 'there' | 'removed' | 'replaced';
}

export interface Sight {
  readonly key: string;
  /** Of -g; null without. */
  readonly group: string | null;
  readonly scripts: readonly Script[];
  /** Runs in line. */
  readonly waiting: number;
  readonly processes: readonly Process[];
  readonly leaks: readonly string[];
}

function scriptSight({ path, identity }: ScriptLine): Script {
  const there = identityAt(path);
  if (there === undefined) return { path, state: 'removed' };
  const isSame = identity === undefined || identity === there;
  return { path, state: isSame ? 'there' : 'replaced' };
}

const waitingStates: readonly number[] = [states.waiting, states.called];
const isWaiting = ({ entry }: Place): boolean => waitingStates.includes(entry.get('state'));

const isThere = ({ entry }: Place): boolean =>
  isAlive(entry.get('pid'), entry.getLong('pidStart'), entry.getLong('since'));

/** As whoever mends the queue next will find it; but a young record isn't believed. */
function stateOf({ entry }: Place): Process['state'] {
  if (isDead(entry)) return 'dead';
  const mended = new Entry(Buffer.from(entry.bytes));
  mend(mended);
  const isLeaving = entry.get('leaving') !== 0;
  switch (mended.get('state')) {
    case states.starting:
      return 'starting';
    case states.idle:
      return 'idle';
    case states.parent:
      return isLeaving ? 'leaving' : 'parent';
    case states.serving:
      return isLeaving ? 'leaving' : 'serving';
    default:
      return 'dead';
  }
}

const process = (pid: number | null, state: Process['state'], runs = 0): Process => ({
  pid,
  state,
  runs,
  age: pid === null || state === 'dead' ? null : (ageOf(pid) ?? null),
  idle: null,
  memory: pid === null || state === 'dead' ? null : (memoryOf(pid) ?? null),
});

function recorded(place: Place, parents: readonly number[]): Process {
  const { entry } = place;
  const state = stateOf(place);
  // A parent writes its own pid until the one that it makes is there.
  const isNameless = state === 'starting' && parents.includes(entry.get('pid'));
  const known = process(isNameless ? null : entry.get('pid'), state, entry.get('runs'));
  return state === 'idle' ? { ...known, idle: secondsSince(entry.getLong('since')) } : known;
}

/** Those that the queue doesn't name: a starting one has its keeper there. */
function unrecorded(members: readonly Member[], places: readonly Place[]): Process[] {
  const inState = (state: number) =>
    places.filter(({ entry }) => entry.get('state') === state).map(({ entry }) => entry.get('pid'));
  const named = new Set(places.map(({ entry }) => entry.get('pid')));
  const [parents, starting] = [inState(states.parent), inState(states.starting)];
  return members
    .filter(({ pid, isKeeper }) => !isKeeper && !named.has(pid))
    .map(({ pid }) => ({ pid, maker: parentOf(pid) }))
    .filter(({ maker }) => !starting.includes(maker) || parents.includes(maker))
    .map(({ pid, maker }) => process(pid, parents.includes(maker) ? 'template' : 'leaving'));
}

/** Nobody is there if it has neither processes nor runs in line. */
export function sightOf(
  group: KnownGroup,
  places: readonly Place[],
  members: readonly Member[],
): Sight {
  const { key, scripts, leaks } = group;
  const backends = places.filter(
    (place) => place.entry.get('state') !== states.free && !isWaiting(place),
  );
  const parents = backends
    .filter(({ entry }) => entry.get('state') === states.parent)
    .map(({ entry }) => entry.get('pid'));
  return {
    key,
    group: scripts.find((line) => line.group !== undefined)?.group ?? null,
    scripts: scripts.map(scriptSight),
    waiting: places.filter(isWaiting).filter(isThere).length,
    processes: [
      ...backends.map((place) => recorded(place, parents)),
      ...unrecorded(members, backends),
    ],
    leaks,
  };
}
