/**
 * A Perl script that calls exec: its process goes on as another program, and no answer comes any more.
 * The run lasts as long as that one does.
 */
import { closeSync } from 'node:fs';
import { closeOnExecution, killWithPeer, openProcess, putDescriptor } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import type { Entry } from '../shared/record.ts';
import { socketPair } from '../shared/socket.ts';
import type { GroupQueue } from './queue.ts';
import { isServing, type Seat } from './take.ts';

const taken = 1;

const mayGoOn = (seat: Seat, entry: Entry): boolean =>
  isServing(seat, entry) && entry.get('started') === taken;

/**
 * From here on, that process is killed when we end, however that is, as a backend is. Both ends do it: the
 * kernel closes one of them first.
 */
function takeAlong(pid: number): void {
  try {
    const { input, output } = socketPair();
    for (const end of [input, output]) killWithPeer(end, pid);
  } catch {
    // There are no descriptors left.
  }
}

/**
 * If the script's process is still there, what tells of its end takes the place of the connection; it
 * may as well be about to die.
 * @returns false if it isn't
 */
export function followProgram(queue: GroupQueue, seat: Seat, connection: number): boolean {
  const entry = queue.read(seat.index);
  if (entry === undefined || !mayGoOn(seat, entry)) return false;
  const process = openProcess(seat.pid);
  if (process < 0) return false;
  const isThere = startOf(seat.pid) === entry.getLong('pidStart');
  if (isThere) {
    putDescriptor(process, connection);
    closeOnExecution(connection, true);
    takeAlong(seat.pid);
  }
  closeSync(process);
  return isThere;
}
