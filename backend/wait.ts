/** The wait for a frontend: the event loop is empty, and stands still. */
import { waitReadableOr } from '../shared/libc.ts';
import { isThere } from '../shared/queue.ts';
import { areStale, ownDescriptor } from './changes/own.ts';
import { guards } from './guards.ts';
import { wishes } from './interface/wishes.ts';
import { leaveStale, removeSocket } from './leave.ts';
import { ownRecord } from './own-record.ts';
import { isServing } from './served.ts';
import { settings } from './settings.ts';
import { isShuttingDown, leaveIfOver, shutDown } from './shut-down.ts';
import { isSpareNeeded } from './spares.ts';
import { hearsTerm, hearTerm, waitOrHear } from './term.ts';

/** Milliseconds. So often an idle backend looks whether the queue still knows it. */
const lookInterval = 60_000;

/** Milliseconds. Who was asked within this time is likely to be asked again. */
const recently = 60_000;

/** Milliseconds. So long after a change, the next one may belong to it: nothing is started before. */
const settleTime = 200;

/** By performance.now(). */
let staleSince: number | undefined;
let idleSince = performance.now();
let lookedAt = performance.now();
/** Whether there has been a run. */
let isUsed = false;

/** Not each time that a wait ends: the queue is locked for it, and others want it at that very moment. */
function isToLook(): boolean {
  const time = performance.now();
  if (time < lookedAt + lookInterval) return false;
  lookedAt = time;
  return true;
}

/** Who has made us is gone: another one makes its own. */
const isOrphan = (): boolean => settings.parent !== undefined && !isThere(settings.parent);

/** Also ends when one of our files may have changed. */
function waitFor(listener: number, most: number): boolean {
  const fd = ownDescriptor();
  const others = fd === undefined ? [] : [fd];
  return hearsTerm() ? waitOrHear(listener, others, most) : waitReadableOr(listener, others, most);
}

/** @returns what ends a wait, of lookInterval at most */
function awaitFrontend(
  listener: number,
): 'here' | 'late' | 'stale' | 'due' | 'forgotten' | 'nobody' {
  const end = staleSince === undefined ? idleSince + settings.timeout : staleSince + settleTime;
  const left = end - performance.now();
  if (left <= 0) return staleSince === undefined ? 'late' : 'stale';
  if (waitFor(listener, Math.ceil(Math.min(left, guards.pause, lookInterval)))) return 'here';
  if (staleSince === undefined && areStale()) staleSince = performance.now();
  if (staleSince === undefined && guards.isTimeToLeave(isUsed || isSpareNeeded())) return 'due';
  if (!isToLook()) return 'nobody';
  if (!ownRecord.isKept()) return 'forgotten';
  return isOrphan() ? 'late' : 'nobody';
}

export interface Work {
  /** Serves who is there. */
  accept(): void;
  /** Whether those who have asked for us would find another one in our place. */
  isSought(): boolean;
}

/**
 * Called when the event loop is empty. Waits for a frontend whose request can be run; the run
 * begins when the event loop goes on.
 * @param listener a socket
 */
export function awaitRun(listener: number, { accept, isSought }: Work): void {
  if (isShuttingDown()) leaveIfOver();
  while (!isServing() && !isShuttingDown()) {
    const what = awaitFrontend(listener);
    if (what === 'here') accept();
    else if (what === 'late') leaveIfLate();
    else if (what === 'stale') leaveStaleIfIdle(isSought);
    else if (what === 'due') leaveToHeir();
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
  isUsed = true;
  if (wishes.shutdownHandlers.any) hearTerm(terminated);
}

function leaveIfIdle(): void {
  idleSince = performance.now(); // or somebody has taken us
  if (ownRecord.leave(true, removeSocket)) shutDown();
}

/** The next request finds another one, which is ready; unless somebody has taken us. */
function leaveStaleIfIdle(isSought: () => boolean): void {
  staleSince = performance.now();
  const isWanted = performance.now() < idleSince + recently && isSought();
  if (leaveStale(true, isWanted)) shutDown();
}

/** As an heir, we may have a place for a shorter time, or none yet. */
function leaveIfLate(): void {
  const idle = ownRecord.isHeir ? 0 : (ownRecord.idleTime ?? settings.timeout);
  if (idle >= settings.timeout && !isSpareNeeded()) leaveIfIdle();
  else idleSince = performance.now() - (idle % settings.timeout);
}

function leaveToHeir(): void {
  if (ownRecord.bequeathIfIdle(removeSocket)) shutDown();
  else leaveIfIdle();
}

/** TERM while no run is there. Somebody who has taken us already is served first. */
function terminated(): void {
  wishes.leave = true;
  if (!isServing()) leaveIfIdle();
}
