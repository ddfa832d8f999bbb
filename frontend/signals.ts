/** Signals during a run go to the script; one that can't ends us, as it would end the script. */
import { states } from '../shared/layout.ts';
import { waitReadable } from '../shared/libc.ts';
import { hold, isHeld, unblock } from './dispositions.ts';
import { dieBy, fail } from './end.ts';
import type { Handover } from './handover.ts';
import type { GroupQueue } from './queue.ts';
import type { Connection } from './send.ts';
import { awaitStop, catchesStop, isForeground, prepareStop } from './stop.ts';
import { isServing, type Seat } from './take.ts';

/**
 * All that a script can handle, but for those that tell of a fault of ours, what we use ourselves
 * (URG), and what is no business of the script's (CHLD, PIPE, TTIN, TTOU, XFSZ). With their numbers,
 * the same on all that Node.js and koffi run on.
 */
const forwarded = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCONT: 18,
  SIGTSTP: 20,
  SIGXCPU: 24,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
} as const;

/** Those that a terminal sends to all in its foreground: the backend's children are not in ours. */
const fromTerminal = new Set<Name>(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGWINCH']);

/** Milliseconds from leaving the queue to the answer. */
const leaveLimit = 100;

/**
 * Milliseconds before a stop, in which a SIGCONT right behind is heard, and after it. One that comes
 * in the very moment is lost: Node.js can't hold a signal back, as the kernel would for us.
 */
const continueLimit = 20;

type Name = keyof typeof forwarded;
type Forward = (name: Name) => void;

interface Message {
  readonly signal: Name | 'SIGSTOP';
  /** Of the backend: its children, too. */
  readonly toGroup: boolean;
}

let isStopDue = false;
let isContinued = false;

/** Unless a SIGCONT has come before: those that wait are heard in between. */
function ifStillDue(work: () => void, otherwise = () => {}): void {
  setImmediate(() => setImmediate(() => (isStopDue ? work() : otherwise())));
}

/** @param first stops the script */
function stopSoon(first: () => void): void {
  isStopDue = true;
  setTimeout(ifStillDue, continueLimit, () => {
    first();
    const stop = prepareStop(); // one that comes from here on takes it away
    ifStillDue(() => {
      isStopDue = isContinued = false;
      stop.act();
      // Nobody does where nobody could: we have not been stopped.
      const look = () => isContinued || receive('SIGCONT');
      setTimeout(() => setImmediate(look), continueLimit);
    }, stop.drop);
  });
}

/** As if nobody had asked for it. */
function actByDefault(name: Name): void {
  if (name === 'SIGTSTP') stopSoon(() => {});
  else if (name !== 'SIGWINCH' && name !== 'SIGCONT') dieBy(forwarded[name]);
}

let forward: Forward = actByDefault;

function receive(name: Name): void {
  if (name === 'SIGCONT') {
    isStopDue = false;
    isContinued = true;
  }
  try {
    forward(name);
  } catch (error) {
    fail(error);
  }
}

/**
 * From here on signals come as events, but for those that were ignored or blocked before; CONT acts
 * on such a process, too.
 */
export function watchSignals({ ignored, blocked }: Handover): void {
  hold(ignored | blocked);
  for (const [name, number] of Object.entries(forwarded)) {
    if (isHeld(number) && name !== 'SIGCONT') continue;
    if (isHeld(number)) unblock(number);
    process.on(name as Name, () => receive(name as Name));
  }
}

/** @returns false if there is nobody */
function trySend(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

function sendTo(pid: number, { signal, toGroup }: Message): void {
  if (!toGroup || !trySend(-pid, signal)) trySend(pid, signal);
}

/**
 * The queue has lost our backend. One that leaves the queue by itself answers at once; while there
 * is no answer, the script runs in whoever is at the other end.
 */
function sendToPeer({ fd, peer }: Connection, message: Message): void {
  if (peer > 0 && !waitReadable(fd, leaveLimit)) sendTo(peer, message);
}

type Send = (message: Message) => 'over' | 'lost' | 'not begun' | 'sent';

/** To the script, and to no other run: while the queue is locked, the backend can't begin another. */
const sender =
  (queue: GroupQueue, seat: Seat, connection: Connection): Send =>
  (message) => {
    const whose = queue.relocked(() => {
      const entry = queue.read(seat.index);
      if (entry?.get('pid') !== seat.pid || entry.get('state') === states.free) return 'lost';
      if (!isServing(seat, entry)) return 'over';
      if (entry.get('started') === 0) return 'not begun';
      sendTo(seat.pid, message);
      if (message.signal === 'SIGSTOP') awaitStop(seat.pid);
      return 'sent';
    });
    if (whose === 'lost') sendToPeer(connection, message);
    return whose;
  };

/** Node.js doesn't tell who has sent a signal: in the foreground, we take it for the terminal. */
export function forwardTo(queue: GroupQueue, seat: Seat, connection: Connection): void {
  const send = sender(queue, seat, connection);
  let isGroupStopped = false;
  forward = (name) => {
    const toGroup = name === 'SIGCONT' ? isGroupStopped : fromTerminal.has(name) && isForeground();
    // One that the script doesn't handle would not stop a backend: it has no shell to continue it.
    if (name === 'SIGTSTP' && !catchesStop(seat.pid)) {
      isGroupStopped = toGroup;
      stopSoon(() => send({ signal: 'SIGSTOP', toGroup }));
    } else if (send({ signal: name, toGroup }) === 'not begun') {
      actByDefault(name);
    }
  };
}

export function forwardNoMore(): void {
  forward = actByDefault;
}
