/** MinSpare: idle backends that are kept beyond those that serve, as long as somebody comes. */
import { availableParallelism } from 'node:os';
import { states } from '../shared/layout.ts';
import { now, reason } from '../shared/libc.ts';
import type { Queue } from '../shared/queue.ts';
import { need } from './fresh/need.ts';
import { add, giveUp, isKept, look } from './fresh/places.ts';
import { isRehearsing } from './fresh/rehearsal.ts';
import { say } from './log.ts';
import { ownRecord } from './own-record.ts';
import { settings } from './settings.ts';
import { startSuccessor } from './successor.ts';

const nanoseconds = 1e6; // in a millisecond

/** Where runs are fresh, their parent sees to it. */
const isKeeping = (): boolean => !settings.isFresh && settings.minSpare > 0 && !isRehearsing();

function placesToFill(queue: Queue): number[] {
  const { minSpare: spares, maxBackends } = settings;
  const present = { ...look(queue), waiting: 0 }; // whoever waits starts one for that
  const count = need(present, { spares, maxBackends, cores: availableParallelism() });
  return Array.from({ length: count }, () => add(queue, states.starting)).filter(
    (place) => place !== undefined,
  );
}

/** The place is kept for it as long as it may come. */
function startAt(index: number): void {
  const starter = startSuccessor({ index, predecessor: 0 });
  ownRecord.inQueue((queue) => {
    if (starter === 0) giveUp(queue, index);
    else if (isKept(queue, index)) queue.writeField(index, 'pid', starter);
  });
}

/** We begin to serve, and are a spare one no more. The run doesn't fail for it. */
export function fillSpares(): void {
  if (!isKeeping()) return;
  try {
    for (const index of ownRecord.inQueue(placesToFill)) startAt(index);
  } catch (error) {
    say(`no spare backends: ${reason(error)}`);
  }
}

/** Whether a run has begun or ended within Timeout. */
const isUsed = (queue: Queue): boolean =>
  [...queue.all()].some(({ entry }) => {
    const age = Number(now() - entry.getLong('since')) / nanoseconds;
    return (
      entry.get('state') === states.serving || (entry.get('runs') > 0 && age < settings.timeout)
    );
  });

/** Where nobody serves, the one that served last is as good as serving: the next run is its. */
function isSpare(queue: Queue): boolean {
  const { idle, serving } = look(queue);
  return idle <= settings.minSpare + (serving === 0 ? 1 : 0);
}

/** While nobody is served by us: whether one would be missing, if we left. */
export const isSpareNeeded = (): boolean =>
  isKeeping() && ownRecord.inQueue((queue) => isSpare(queue) && isUsed(queue));
