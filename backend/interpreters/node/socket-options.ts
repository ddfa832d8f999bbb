/**
 * What a Socket over a standard descriptor is made of. The last four are those that Socket itself
 * sets: in the copy that it makes of its options, each new one would be another hidden class, in
 * each run, and nothing that V8 has learned would hold.
 */
import type { SocketConstructorOpts } from 'node:net';
import type { DuplexOptions } from 'node:stream';

/** Nothing is read before somebody asks for it. */
export const socketOptions = (
  fd: number,
  readable: boolean,
): SocketConstructorOpts & DuplexOptions & { manualStart: true } => ({
  fd,
  readable,
  writable: !readable,
  manualStart: true,
  allowHalfOpen: false,
  emitClose: false,
  autoDestroy: true,
  decodeStrings: false,
});
