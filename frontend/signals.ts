/** Signals during a run go to the script; one that can't ends us, as it would end the script. */
import { waitReadable } from '../shared/libc.ts';
import { hold, isHeld } from './dispositions.ts';
import { dieBy, fail } from './end.ts';
import type { Handover } from './handover.ts';
import type { GroupQueue } from './queue.ts';
import type { Connection } from './send.ts';
import { isServing, type Seat } from './take.ts';

/** With their numbers, the same on all that Node.js and koffi run on. */
const forwarded = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
  SIGWINCH: 28,
} as const;

/** Milliseconds from leaving the queue to the answer. */
const leaveLimit = 100;

type Name = keyof typeof forwarded;
type Forward = (name: Name) => void;

/** As if nobody had asked for it. */
function endUs(name: Name): void {
  if (name !== 'SIGWINCH') dieBy(forwarded[name]);
}

let forward: Forward = endUs;

function receive(name: Name): void {
  try {
    forward(name);
  } catch (error) {
    fail(error);
  }
}

/** From here on signals come as events, but for those that were ignored or blocked before. */
export function watchSignals({ ignored, blocked }: Handover): void {
  hold(ignored | blocked);
  for (const [name, number] of Object.entries(forwarded)) {
    if (!isHeld(number)) process.on(name as Name, () => receive(name as Name));
  }
}

/** Whoever has gone doesn't get it. */
function send(name: Name, pid: number): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * The queue has lost our backend. One that leaves the queue by itself answers at once; while there
 * is no answer, the script runs in whoever is at the other end.
 */
function signalPeer({ fd, peer }: Connection, name: Name): void {
  if (peer > 0 && !waitReadable(fd, leaveLimit)) send(name, peer);
}

/** To the script, and to no other run: while the queue is locked, the backend can't begin another. */
export function forwardTo(queue: GroupQueue, seat: Seat, connection: Connection): void {
  forward = (name) => {
    const whose = queue.relocked(() => {
      const entry = queue.read(seat.index);
      if (entry?.get('pid') !== seat.pid) return 'lost';
      if (!isServing(seat, entry)) return 'over';
      if (entry.get('started') === 0) return 'ours';
      send(name, seat.pid);
      return 'the script’s';
    });
    if (whose === 'ours') endUs(name);
    if (whose === 'lost') signalPeer(connection, name);
  };
}

export function forwardNoMore(): void {
  forward = endUs;
}
