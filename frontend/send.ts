/** Sends the request to the backend, over its socket. */
import { closeSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { brokenPipe, CallError, connectionReset, reason } from '../shared/libc.ts';
import { connectTo, peerOf, sendWithDescriptors } from '../shared/socket.ts';
import type { Seat } from './take.ts';

/** Milliseconds without the backend reading anything. */
const sendLimit = 10_000;

export interface Connection {
  readonly fd: number;
  /** The backend's pid as the kernel says, 0 if it can't. */
  readonly peer: number;
}

/** Nothing here waits: a backend has but one frontend, so that there is room for the connection. */
function connect(group: string, seat: Seat): number | undefined {
  try {
    return connectTo(Buffer.from(`${group}/${seat.pid}`, 'latin1'));
  } catch {
    return undefined;
  }
}

function send(fd: number, request: Buffer, descriptors: readonly number[]): boolean {
  try {
    return sendWithDescriptors(fd, request, descriptors, sendLimit);
  } catch (error) {
    if (error instanceof CallError && [brokenPipe, connectionReset].includes(error.errno))
      return false;
    throw new SpeedyError('request', 'descriptors 0, 1, 2', reason(error));
  }
}

/**
 * @param group path of its directory
 * @param descriptors for those of 0, 1 and 2 that are open
 * @returns the connection, or undefined if there is nobody at the other end
 * @throws SpeedyError
 */
export function sendRequest(
  group: string,
  seat: Seat,
  request: Buffer,
  descriptors: readonly number[],
): Connection | undefined {
  const fd = connect(group, seat);
  if (fd === undefined) return undefined;
  const { pid, uid } = peerOf(fd);
  if (uid !== process.geteuid?.()) throw new SpeedyError('peer', group);
  if (send(fd, request, descriptors)) return { fd, peer: pid };
  closeSync(fd);
  return undefined;
}
