/** What becomes of the records of a backend that died unawares. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { states } from '../shared/layout.ts';
import { isThere, type Place, type Queue, wakeUp } from '../shared/queue.ts';
import { dismissHeir } from './heir.ts';

/** In `started`: the backend has said itself how it ends. */
const announced = 2;

/** The frontend that it served reads how it died; without one, the record is free. */
function close(queue: Queue, place: Place, how: number): void {
  const { entry } = place;
  const state = entry.get('state');
  if (state === states.serving && entry.get('started') === announced) return;
  if (state === states.serving && isThere(entry.get('partner'))) {
    entry.set('state', states.dead);
    entry.set('status', how);
  } else if (state === states.idle || state === states.serving) {
    entry.vacate();
  }
  queue.write(place);
}

/**
 * With the queue locked. Where it has left something, the first in line is woken, to look for another.
 * @param how as wait(2) tells
 */
export function bury(queue: Queue, pid: number, how: number): void {
  rmSync(join(dirname(queue.path), String(pid)), { force: true });
  const left = [...queue.all()].filter(({ entry }) => entry.get('pid') === pid);
  if (left.length === 0) return;
  for (const place of left) {
    dismissHeir(dirname(queue.path), place.entry);
    close(queue, place, how);
  }
  const first = queue.firstWaiting();
  if (first !== undefined) wakeUp(first.entry.get('pid'));
}
