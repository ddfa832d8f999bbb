/** Waits for processes to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentOf, startOf } from '../../shared/process-start.ts';
import { isBackend, isDead, type KnownGroup } from './group.ts';
import { allMembers, ticksNow } from './processes.ts';

/** Milliseconds. */
const lookInterval = 20;

/**
 * Pids of those that the queue names: a script may have changed what /proc says. Not held by one that was
 * stopped and has it locked: a pid that is half written has not started when its record says.
 */
function recordedIn(group: KnownGroup): number[] {
  const places = group.peek();
  if (typeof places !== 'object') return [];
  const own = places.filter(({ entry }) => isBackend(entry) && !isDead(entry));
  return own.map(({ entry }) => entry.get('pid'));
}

export interface Stayer {
  readonly pid: number;
  /** When it was started, in the kernel's ticks: what it is told is for no other with its number. */
  readonly start: bigint;
  readonly group: KnownGroup;
  /** Ends by itself, when its backend has. */
  readonly isKeeper: boolean;
}

/** Processes of some groups that were there at a moment, and those that they have made since. */
export class Watched {
  /** In the kernel's ticks. */
  readonly moment = ticksNow();
  /** By pid, which may become another's. */
  private readonly known = new Map<number, Stayer>();

  constructor(private readonly groups: readonly KnownGroup[]) {}

  /** @returns those that are there still: also those that a queue doesn't name any more */
  look(): Stayer[] {
    const members = allMembers();
    for (const group of this.groups) {
      const named = members.filter(({ queue }) => queue === `${group.path}/queue`);
      const keepers = named.filter(({ isKeeper }) => isKeeper).map(({ pid }) => pid);
      const pids = new Set([...named.map(({ pid }) => pid), ...recordedIn(group)]);
      for (const pid of pids) this.meet(pid, group, keepers.includes(pid));
    }
    return [...this.known.values()].filter(({ pid, start }) => startOf(pid) === start);
  }

  get backends(): Stayer[] {
    return this.look().filter(({ isKeeper }) => !isKeeper);
  }

  private meet(pid: number, group: KnownGroup, isKeeper: boolean): void {
    const start = startOf(pid);
    const isOld = start > 0n && start <= this.moment;
    if (start > 0n && (isOld || this.known.has(parentOf(pid))))
      this.known.set(pid, { pid, start, group, isKeeper });
  }
}

/**
 * Looks again and again.
 * @param act done before each look
 * @returns who is there still, when nobody is or the time is over
 */
export async function untilGone(
  look: () => Stayer[],
  limit: number,
  act: () => void = () => {},
): Promise<Stayer[]> {
  const end = performance.now() + limit;
  for (;;) {
    act();
    const left = look();
    if (left.length === 0 || performance.now() > end) return left;
    await sleep(lookInterval);
  }
}
