// A group whose queue the test has written, so that the test itself can be its backend.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { states } from '../../shared/layout.ts';
import { Queue } from '../../shared/queue.ts';
import { Entry, Header } from '../../shared/record.ts';
import { endBackends } from '../end-backends.ts';
import type { Workshop } from '../workshop.ts';

/** An idle backend, which became so long ago; behind it in the list is `next` - 1. */
export function idleRecord(pid: number, next = 0): Entry {
  const entry = new Entry();
  entry.set('state', states.idle);
  entry.set('pid', pid);
  entry.set('next', next);
  entry.setLong('since', 1n);
  return entry;
}

/** The queue's file as it is on the disk, with the first record as the list's head, if it's idle. */
function queueFile(before: Buffer, records: readonly Entry[]): Buffer {
  const header = new Header();
  before.copy(header.bytes, 0, 0, 24); // magic, version, build, boot
  header.set('records', records.length);
  header.set('idle', records[0]?.get('state') === states.idle ? 1 : 0);
  return Buffer.concat([header.bytes, ...records.map((record) => record.bytes)]);
}

/**
 * As everybody reads it, holding its lock: else a file that somebody writes is seen in parts.
 * @throws what openSync does
 */
export function readQueue(group: string): { header: Header; entries: Entry[] } {
  const queue = new Queue(join(group, 'queue'));
  try {
    const entries = queue.locked(() => [...queue.all()].map(({ entry }) => entry));
    return { header: queue.header, entries };
  } finally {
    queue.close();
  }
}

/** None where the queue isn't made yet, or has gone. */
export function entriesIn(group: string): Entry[] {
  try {
    return readQueue(group).entries;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** @returns the folder of the group that runs the script with that environment */
export async function makeGroup(
  shop: Workshop,
  program: string,
  script: string,
  records: readonly Entry[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  await endBackends(shop.base); // else they would make files in what is removed
  rmSync(shop.home, { recursive: true, force: true });
  assert.equal(shop.run(program, [script], env).code, 0);
  const [group = ''] = shop.groups;
  const before = readFileSync(join(group, 'queue'));
  await endBackends(shop.base);
  mkdirSync(group, { recursive: true });
  writeFileSync(join(group, 'queue'), queueFile(before, records));
  return group;
}
