/**
 * Reads and writes that never wait, though the descriptors may: whoever else has them open needs
 * them as they are.
 */
import { addressOf, attempted, CallError, declare } from '../shared/libc.ts';

const transfers = {
  receive: attempted('int64_t recv(int fd, void *data, size_t size, int flags)'),
  send: attempted('int64_t send(int fd, void *data, size_t size, int flags)'),
  read: attempted('int64_t read(int fd, void *data, size_t size)'),
  write: attempted('int64_t write(int fd, void *data, size_t size)'),
  readNow: attempted('int64_t preadv2(int fd, void *part, int count, int64_t at, int flags)'),
  writeNow: attempted('int64_t pwritev2(int fd, void *part, int count, int64_t at, int flags)'),
};

/** Not checked: if it does nothing, the others say why. */
const splice = declare(
  'int64_t splice(int from, void *fromAt, int to, void *toAt, size_t size, unsigned int flags)',
);

const dontWait = 0x40; // MSG_DONTWAIT
const noSignal = 0x4000; // MSG_NOSIGNAL
const noWait = 8; // RWF_NOWAIT
const unsupported: readonly number[] = [38, 95]; // ENOSYS, EOPNOTSUPP
/** PIPE_BUF: where a pipe has room at all, it has room for that much. */
const surelyFits = 4096;
const fromHere = -1;
const spliceNow = 2; // SPLICE_F_NONBLOCK
const part = Buffer.alloc(16);

/** Older kernels have it for files only, and some C libraries don't have it. */
let hasNoWait = true;

function tryNow(
  transfer: (typeof transfers)['readNow' | 'writeNow'],
  fd: number,
  data: Buffer,
): number | undefined {
  part.writeBigUInt64LE(addressOf(data), 0);
  part.writeBigUInt64LE(BigInt(data.length), 8);
  try {
    return transfer(fd, part, 1, fromHere, noWait);
  } catch (error) {
    if (error instanceof CallError && !unsupported.includes(error.errno)) throw error;
    hasNoWait = false;
    return undefined;
  }
}

/**
 * To be called where poll(2) has said that there is something to read.
 * @returns how much came, 0 at the end, undefined if there is nothing
 * @throws CallError
 */
export function readNow(fd: number, isSocket: boolean, data: Buffer): number | undefined {
  if (isSocket) return transfers.receive(fd, data, data.length, dontWait);
  const size = hasNoWait ? tryNow(transfers.readNow, fd, data) : undefined;
  return hasNoWait ? size : transfers.read(fd, data, data.length);
}

/**
 * To be called where poll(2) has said that there is room.
 * @returns how much was written, undefined if there is no room
 * @throws CallError
 */
export function writeNow(fd: number, isSocket: boolean, data: Buffer): number | undefined {
  if (isSocket) return transfers.send(fd, data, data.length, dontWait | noSignal);
  const size = hasNoWait ? tryNow(transfers.writeNow, fd, data) : undefined;
  return hasNoWait ? size : transfers.write(fd, data, Math.min(data.length, surelyFits));
}

/** From pipe to pipe without a copy. @returns how much; if that is nothing, the others say why */
export const moveNow = (from: number, to: number, size: number): number =>
  Math.max(0, Number(splice(from, null, to, null, size, spliceNow)));
