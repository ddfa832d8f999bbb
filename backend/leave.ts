/** The ways in which a backend leaves the queue: it frees its record, or leaves it to another. */
import { rmSync } from 'node:fs';
import { reason } from '../shared/libc.ts';
import { replies } from '../shared/protocol.ts';
import { isUpgraded } from './changes/own.ts';
import { say } from './log.ts';
import { ownRecord } from './own-record.ts';
import { reply } from './served.ts';
import { settings } from './settings.ts';
import { shutDown } from './shut-down.ts';
import { startBackend } from './start.ts';

export const removeSocket = (): void => rmSync(settings.socket, { force: true });

/** Off the queue before the frontend is told, so that nobody counts on us any more. */
export function takeLeave(kind: number, value: number): void {
  if (settings.isFresh) reply(kind, value, () => {}); // nobody counts on one that makes but one run
  ownRecord.leave(false, removeSocket);
  reply(kind, value, () => {});
}

/** The process is gone with it. */
export function leaveWith(kind: number, value: number): void {
  takeLeave(kind, value);
  shutDown();
}

/** @returns the pid of who starts there, 0 if that fails: then a frontend starts one */
function succeed(index: number): number {
  if (isUpgraded()) return 0; // another build knows nothing of this queue
  try {
    return startBackend(index, process.execArgv);
  } catch (error) {
    say(`no successor: ${reason(error)}`);
    return 0;
  }
}

/** The run has left something that would reach into the next one: another backend serves that. */
export function leaveToSuccessor(status: number): void {
  const index = ownRecord.bequeath(removeSocket);
  reply(replies.exited, status, () => {});
  if (index !== undefined) ownRecord.setSuccessor(succeed(index));
  shutDown();
}

/**
 * Files have changed: another backend serves the next run.
 * @param ifIdle not if somebody has taken us
 * @param isWanted if there is no other one, it is started now
 * @param tell done before that
 * @returns whether we are off the queue
 */
export function leaveStale(ifIdle: boolean, isWanted: boolean, tell = () => {}): boolean {
  const left = ownRecord.leaveOrBequeath(ifIdle, isWanted, removeSocket);
  tell();
  if (typeof left === 'number') ownRecord.setSuccessor(succeed(left));
  return left !== false;
}

/** The process ends with the run: its frontend reads how, and nobody finds us any more. */
export function markEnding(status: number): void {
  removeSocket();
  ownRecord.markEnding(status);
}
