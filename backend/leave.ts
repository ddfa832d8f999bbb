/** The ways in which a backend leaves the queue: it frees its record, or leaves it to another. */
import { rmSync } from 'node:fs';
import { replies } from '../shared/protocol.ts';
import { ownRecord } from './own-record.ts';
import { reply } from './served.ts';
import { settings } from './settings.ts';
import { shutDown } from './shut-down.ts';
import { startSuccessor, successor } from './successor.ts';

export const removeSocket = (): void => rmSync(settings.socket, { force: true });

/**
 * Off the queue before the frontend is told, so that nobody counts on us any more. A queue that can't be
 * changed keeps nobody from being told.
 */
export function takeLeave(kind: number, value: number): void {
  if (settings.isFresh) reply(kind, value, () => {}); // nobody counts on one that makes but one run
  try {
    ownRecord.leave(false, removeSocket);
  } finally {
    reply(kind, value, () => {});
  }
}

/** The process is gone with it. */
export function leaveWith(kind: number, value: number): void {
  takeLeave(kind, value);
  shutDown();
}

/** Another backend serves the next run: who is ready for that, or else one that is started now. */
export function leaveToSuccessor(status: number): void {
  const vacancy = ownRecord.bequeath(removeSocket, successor.starter);
  reply(replies.exited, status, () => {});
  if (vacancy !== undefined) ownRecord.setSuccessor(startSuccessor(vacancy));
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
  const left = ownRecord.leaveOrBequeath(ifIdle, isWanted, removeSocket, successor.starter);
  tell();
  if (typeof left === 'object') ownRecord.setSuccessor(startSuccessor(left));
  return left !== false;
}

/**
 * The process ends with the run: its frontend reads how, and nobody finds us any more. Without the
 * socket, our keeper says nothing of our death: it goes when we have said it ourselves.
 */
export function markEnding(status: number): void {
  ownRecord.markEnding(status);
  removeSocket();
}
