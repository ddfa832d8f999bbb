/** What may happen to a file that others can write, or clean away. */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Random } from './random.ts';

const most = 256;

type Way = (queue: string, random: Random) => void;

/** Somewhere in the file, beginning and end included. */
function overwrite(queue: string, random: Random, byte: () => number): void {
  const start = random.next();
  const bytes = Buffer.from(Array.from({ length: 1 + random.below(most) }, byte));
  const fd = openSync(queue, 'r+');
  writeSync(fd, bytes, 0, bytes.length, Math.floor(start * fstatSync(fd).size));
  closeSync(fd);
}

function truncate(queue: string, random: Random): void {
  const fd = openSync(queue, 'r+');
  ftruncateSync(fd, Math.floor(random.next() * fstatSync(fd).size));
  closeSync(fd);
}

/** Behind them, a queue may look like that of another speedy. */
export const damaging: readonly string[] = ['truncate queue', 'random bytes', 'bytes 0xff'];

export const ways = {
  'truncate queue': truncate,
  'empty queue': (queue) => truncateSync(queue),
  'random bytes': (queue, random) => overwrite(queue, random, () => random.below(256)),
  'bytes 0xff': (queue, random) => overwrite(queue, random, () => 0xff),
  'remove queue': (queue) => rmSync(queue),
  'remove group': (queue) => rmSync(dirname(queue), { recursive: true, force: true }),
  'remove home': (queue) => rmSync(dirname(dirname(queue)), { recursive: true, force: true }),
} as const satisfies Record<string, Way>;
