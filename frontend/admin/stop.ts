/** --stop: those that are idle end at once, the others behind their run. */
import { states } from '../../shared/layout.ts';
import type { Place } from '../../shared/queue.ts';
import type { KnownGroup } from './group.ts';
import { send, wasThere } from './processes.ts';
import { type Stayer, untilGone, Watched } from './staying.ts';

/** Milliseconds for runs to come to their end; backends whose runs take longer leave behind them. */
const limit = 10_000;

const isParent = ({ entry }: Place): boolean => entry.get('state') === states.parent;

/** Parents first: they would make others. Those that are starting are looked at again: somebody waits. */
function retireAll(group: KnownGroup, moment: bigint): void {
  group.change((places) => {
    const old = places.filter(({ entry }) => wasThere(entry.get('pid'), moment));
    for (const { entry } of old.filter(isParent))
      send(entry.get('pid'), entry.getLong('pidStart'), 'SIGTERM');
    for (const place of old) group.retire(place);
  });
}

export interface Ended {
  /** How many processes have ended, keepers not counted. */
  readonly count: number;
  readonly left: readonly Stayer[];
}

/** @param found backends that were there, of which `left` are there still, or keepers alone */
export function ended(found: readonly Stayer[], left: readonly Stayer[]): Ended {
  const others = left.filter(({ isKeeper }) => !isKeeper);
  return { count: found.length - others.length, left: others.length > 0 ? others : left };
}

/** Runs that begin meanwhile have backends of their own. */
export async function stop(groups: readonly KnownGroup[]): Promise<Ended> {
  const watched = new Watched(groups);
  const found = watched.backends;
  const act = () => {
    for (const group of groups) retireAll(group, watched.moment);
  };
  const left = await untilGone(() => watched.look(), limit, act);
  for (const group of groups) group.tidy();
  return ended(found, left);
}
