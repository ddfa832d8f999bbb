/** The list of idle backends, and the line of those who wait for one: called with the lock held. */
import { states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { type Place, type Queue, wakeUp } from '../shared/queue.ts';

/** The backend serves the first in line from here on. */
function call(queue: Queue, { index, entry }: Place, { index: caller, entry: frontend }: Place) {
  const pid = frontend.get('pid');
  entry.set('state', states.serving);
  entry.set('partner', pid);
  queue.write({ index, entry });
  frontend.set('state', states.called);
  frontend.set('partner', index);
  frontend.setLong('since', entry.getLong('since'));
  queue.write({ index: caller, entry: frontend });
  queue.header.set('waiting', queue.header.get('waiting') - 1);
  queue.writeHeader();
  wakeUp(pid);
}

/** Writes a backend's record: the first who waits is called, else it is idle. */
export function becomeIdle(queue: Queue, place: Place): void {
  const { index, entry } = place;
  entry.setLong('since', now());
  entry.set('started', 0);
  const waiting = queue.firstWaiting();
  if (waiting !== undefined) {
    call(queue, place, waiting);
    return;
  }
  entry.set('state', states.idle);
  entry.set('partner', 0);
  entry.set('next', queue.header.get('idle'));
  queue.write(place);
  queue.header.set('idle', index + 1);
  queue.writeHeader();
}

/** Takes an idle backend off the list, wherever in it that is; its record is left to the caller. */
export function unlink(queue: Queue, { index, entry }: Place): void {
  const after = entry.get('next');
  if (queue.header.get('idle') === index + 1) {
    queue.header.set('idle', after);
    queue.writeHeader();
    return;
  }
  for (const place of queue.all()) {
    if (place.entry.get('state') !== states.idle) continue;
    if (place.entry.get('next') !== index + 1) continue;
    place.entry.set('next', after);
    queue.write(place);
  }
}
