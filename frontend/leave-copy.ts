/** A process of its own goes on relaying: what is relayed outlives us. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { CallError, checked } from '../shared/libc.ts';
import { spawnDetached } from '../shared/spawn.ts';
import type { Flow } from './flow.ts';

const memoryFile = checked('int memfd_create(const char *name, unsigned int flags)');
const closeOnExec = 1;

/** @returns a descriptor to read it from */
function toRead(data: Buffer): number {
  const fd = memoryFile('relay', closeOnExec);
  for (let at = 0; at < data.length; ) at += writeSync(fd, data, at, data.length - at, at);
  return fd;
}

function spawnCopy(flows: readonly Flow[]): void {
  const told = flows.map(({ direction, held }) => ({ direction, rest: toRead(held) }));
  const passed = told.flatMap(({ direction: { from, to }, rest }) => [from, to, rest]);
  const args = [process.execPath, join(__dirname, 'relay.cjs'), JSON.stringify(told)];
  const { LD_LIBRARY_PATH: path } = process.env; // without it, Node.js itself may not start
  spawnDetached(args, path === undefined ? [] : [`LD_LIBRARY_PATH=${path}`], { passed });
}

/** @returns false if there can be no such process */
export function leaveCopy(flows: readonly Flow[]): boolean {
  try {
    spawnCopy(flows);
    return true;
  } catch (error) {
    if (error instanceof CallError) return false;
    throw error;
  }
}
