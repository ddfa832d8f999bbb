/** poll(2) for something to read from several descriptors. */
import { checked } from '../../shared/libc.ts';

const poll = checked('int poll(void *descriptors, unsigned long count, int timeout)');
const entrySize = 8;
const pollIn = 1;

/**
 * @param timeout milliseconds, -1 for ever
 * @returns for each whether there is something to read, or its other end is closed
 */
export function waitForAny(fds: readonly number[], timeout: number): boolean[] {
  const entries = Buffer.alloc(entrySize * fds.length);
  fds.forEach((fd, i) => {
    entries.writeInt32LE(fd, entrySize * i);
    entries.writeInt16LE(pollIn, entrySize * i + 4);
  });
  poll(entries, fds.length, timeout);
  return fds.map((_, i) => entries.readInt16LE(entrySize * i + 6) !== 0);
}
