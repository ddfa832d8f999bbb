// The memory of processes that wait.
import { setTimeout as sleep } from 'node:timers/promises';
import { allProcesses, isYoungerThanBench, memoryOf, processOf } from './processes.ts';

const SETTLE_POLL_MS = 500;
const SETTLE_POLLS = 20;
/** Memory that changes by less than this share from poll to poll has settled. */
const SETTLED = 0.005;

export interface Memory {
  rss: number;
  pss: number;
}

function sum(pids: readonly number[]): Memory {
  const all = pids.map(memoryOf);
  const total = (of: keyof Memory) => all.reduce((sofar, memory) => sofar + memory[of], 0);
  return { rss: total('rss'), pss: total('pss') };
}

/** The topmost process of speedy's above the backend: the shell that keeps it, or itself. */
export function topOf(pid: number): number {
  const parent = processOf(pid)?.parent ?? 0;
  return isYoungerThanBench(parent) ? topOf(parent) : pid;
}

export function tree(top: number): number[] {
  const children = allProcesses().filter(({ parent }) => parent === top);
  return [top, ...children.flatMap(({ pid }) => tree(pid))];
}

/** After a start, pages come and go for a while: two polls that agree are the memory of idling. */
export async function settled(pids: () => readonly number[]): Promise<Memory> {
  let before = sum(pids());
  for (let poll = 0; poll < SETTLE_POLLS; poll++) {
    await sleep(SETTLE_POLL_MS);
    const now = sum(pids());
    if (Math.abs(now.pss - before.pss) < before.pss * SETTLED) return now;
    before = now;
  }
  return before;
}
