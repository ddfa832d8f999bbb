/** Signals during a run go to the script; one that can't ends us, as it would end the script. */
import { hold, isHeld } from './dispositions.ts';
import { dieBy, fail } from './end.ts';
import type { Handover } from './handover.ts';
import type { GroupQueue } from './queue.ts';
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

/** To the script, and to no other run: while the queue is locked, the backend can't begin another. */
export function forwardTo(queue: GroupQueue, seat: Seat): void {
  forward = (name) => {
    const isReached = queue.locked(() => {
      const entry = queue.read(seat.index);
      if (!isServing(seat, entry)) return true; // it has just ended
      const isStarted = entry?.get('started') !== 0;
      if (isStarted) process.kill(seat.pid, name);
      return isStarted;
    });
    if (!isReached) endUs(name);
  };
}

export function forwardNoMore(): void {
  forward = endUs;
}
