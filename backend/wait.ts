/** The wait for a frontend: the event loop is empty, and stands still. */
import { waitReadable } from '../shared/libc.ts';
import { isThere } from '../shared/queue.ts';
import { wishes } from './interface/wishes.ts';
import { removeSocket } from './leave.ts';
import { ownRecord } from './own-record.ts';
import { isServing } from './served.ts';
import { settings } from './settings.ts';
import { isShuttingDown, leaveIfOver, shutDown } from './shut-down.ts';
import { hearsTerm, hearTerm, waitOrHear } from './term.ts';

/** Milliseconds. So often an idle backend looks whether the queue still knows it. */
const lookInterval = 60_000;

/** By performance.now(). */
let idleSince = performance.now();
let lookedAt = performance.now();

/** Not each time that a wait ends: the queue is locked for it, and others want it at that very moment. */
function isToLook(): boolean {
  const time = performance.now();
  if (time < lookedAt + lookInterval) return false;
  lookedAt = time;
  return true;
}

/** Who has made us is gone: another one makes its own. */
const isOrphan = (): boolean => settings.parent !== undefined && !isThere(settings.parent);

/** @returns what ends a wait, of lookInterval at most */
function awaitFrontend(listener: number): 'here' | 'late' | 'forgotten' | 'nobody' {
  const left = idleSince + settings.timeout - performance.now();
  if (left <= 0) return 'late';
  const most = Math.ceil(Math.min(left, lookInterval));
  if (hearsTerm() ? waitOrHear(listener, most) : waitReadable(listener, most)) return 'here';
  if (!isToLook()) return 'nobody';
  if (!ownRecord.isKept()) return 'forgotten';
  return isOrphan() ? 'late' : 'nobody';
}

/**
 * Called when the event loop is empty. Waits for a frontend whose request can be run; the run
 * begins when the event loop goes on.
 * @param listener a socket
 * @param accept serves who is there
 */
export function awaitRun(listener: number, accept: () => void): void {
  if (isShuttingDown()) leaveIfOver();
  while (!isServing() && !isShuttingDown()) {
    const what = awaitFrontend(listener);
    if (what === 'here') accept();
    else if (what === 'late') leaveIfIdle();
    else if (what === 'forgotten') {
      removeSocket();
      shutDown();
    } else if (hearsTerm()) {
      setImmediate(() => {}); // the event loop tells whether one has come, and asks us again
      return;
    }
  }
}

/** The time without a run begins. */
export function becomeIdle(): void {
  idleSince = performance.now();
  if (wishes.shutdownHandlers.any) hearTerm(terminated);
}

function leaveIfIdle(): void {
  idleSince = performance.now(); // or somebody has taken us
  if (ownRecord.leave(true, removeSocket)) shutDown();
}

/** TERM while no run is there. Somebody who has taken us already is served first. */
function terminated(): void {
  wishes.leave = true;
  if (!isServing()) leaveIfIdle();
}
