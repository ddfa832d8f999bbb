/** Run by the keeper of a backend that died unawares: tells its frontend, and tidies up. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { states } from '../shared/layout.ts';
import { isThere, type Place, Queue, wakeUp } from '../shared/queue.ts';

const [, , path = '', pidText = '', shellStatus = ''] = process.argv;
const pid = Number(pidText);
const queue = new Queue(path);

/** As wait(2) tells: a shell says 128 + n for a death by signal n. */
const signal = Number(shellStatus) - 128;
const how = signal > 0 ? signal : Number(shellStatus) << 8;

/** In `started`: the backend has said itself how it ends. */
const announced = 2;

/** The frontend that it served reads how it died; without one, the record is free. */
function bury(place: Place): void {
  const { entry } = place;
  const state = entry.get('state');
  if (state === states.serving && entry.get('started') === announced) return;
  if (state === states.serving && isThere(entry.get('partner'))) {
    entry.set('state', states.dead);
    entry.set('status', how);
  } else if (state === states.idle || state === states.serving) {
    entry.clear();
  }
  queue.write(place);
}

queue.locked(() => {
  rmSync(join(dirname(path), pidText), { force: true });
  for (const place of queue.all()) if (place.entry.get('pid') === pid) bury(place);
  const first = queue.firstWaiting();
  if (first !== undefined) wakeUp(first.entry.get('pid'));
  queue.removeIfUnused();
});
