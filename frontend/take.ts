/** Takes a backend from the queue, and gives one up. */
import { states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import type { Entry } from '../shared/record.ts';
import type { GroupQueue } from './queue.ts';
import { mendQueue } from './scan.ts';

/** A backend that serves us. */
export interface Seat {
  /** Of its record. */
  readonly index: number;
  readonly pid: number;
}

function readIdle(queue: GroupQueue, index: number): Entry | undefined {
  const entry = queue.read(index);
  if (entry?.get('state') !== states.idle) return undefined;
  return entry.get('next') <= queue.header.get('records') ? entry : undefined;
}

/** With the lock held. @returns the backend that became idle last, ours now, if there is one */
export function takeIdle(queue: GroupQueue): Seat | undefined {
  const { header } = queue;
  const index = header.get('idle') - 1;
  const entry = index < 0 ? undefined : readIdle(queue, index);
  if (entry === undefined) return undefined;
  header.set('idle', entry.get('next'));
  entry.set('state', states.serving);
  entry.set('partner', process.pid);
  entry.set('started', 0);
  entry.setLong('since', now());
  // The record first: should we be killed here, the list's head is no idle backend any more.
  queue.write({ index, entry });
  queue.writeHeader();
  return { index, pid: entry.get('pid') };
}

/** Whether the record says that this backend serves us. */
export function isServing(seat: Seat, entry: Entry | undefined): boolean {
  return (
    entry?.get('state') === states.serving &&
    entry.get('pid') === seat.pid &&
    entry.get('partner') === process.pid
  );
}

/** It may be gone by now, and its number another's. */
function end(entry: Entry): void {
  const pid = entry.get('pid');
  const start = startOf(pid);
  if (start === 0n || start !== entry.getLong('pidStart')) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/**
 * Gives up a backend that hasn't taken our request: it is stopped, or stuck. It is killed, since what
 * waits for it has our descriptors: whoever reads our output would wait for its end as well.
 * @returns false if it has taken it: then it is the script that takes its time
 */
export function abandonBackend(queue: GroupQueue, seat: Seat): boolean {
  return queue.relocked(() => {
    const entry = queue.read(seat.index);
    if (entry === undefined || !isServing(seat, entry) || entry.get('started') !== 0) return false;
    queue.free(seat.index);
    end(entry);
    return true;
  });
}

/**
 * Nobody listens to us at that backend's socket: its record goes. Where one has died unawares, more
 * may have.
 */
export function dropBackend(queue: GroupQueue, seat: Seat): void {
  queue.locked(() => {
    if (isServing(seat, queue.read(seat.index))) queue.free(seat.index);
    mendQueue(queue);
  });
}
