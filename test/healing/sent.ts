// What was sent to a backend, and whether it has been read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checked } from '../../shared/libc.ts';
import { connectTo, sendWithDescriptors } from '../../shared/socket.ts';
import { until } from '../until.ts';
import { soon, type Ward } from './ward.ts';

const ioctl = checked('int ioctl(int fd, unsigned long request, void *size)');
const countUnsent = 0x5411; // SIOCOUTQ
const unsent = Buffer.alloc(4);

function isRead(fd: number): boolean {
  ioctl(fd, countUnsent, unsent);
  return unsent.readInt32LE(0) === 0;
}

export const connectToBackend = (ward: Ward, pid: number): number =>
  connectTo(Buffer.from(join(ward.groupOf(pid), String(pid))));

/** Sends a part of a message, and waits until the other end has read it. */
export async function sendPart(fd: number, part: Buffer, descriptors: number[] = []) {
  sendWithDescriptors(fd, part, descriptors, soon);
  await until('it is read', soon, () => isRead(fd));
}

/** Waits for a line in the log that says why the last request was refused. */
export async function refusal(ward: Ward): Promise<string> {
  const log = () =>
    readdirSync(ward.home).includes('log') ? readFileSync(join(ward.home, 'log'), 'utf8') : '';
  const last = () => /.*request refused: (.*)\n$/s.exec(log())?.[1];
  await until('it is refused', soon, () => last() !== undefined);
  return last() ?? '';
}
