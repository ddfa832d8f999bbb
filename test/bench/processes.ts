// What /proc says about processes.
import { readdirSync } from 'node:fs';
import { textOf } from '../../shared/text-of.ts';

export interface Process {
  pid: number;
  parent: number;
  /** In the kernel's ticks since boot: only good for comparing. */
  started: number;
}

/** Undefined when it is gone; a zombie is. */
export function processOf(pid: number): Process | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything, so count from its end.
  const [state, parent, ...more] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || state === 'Z') return undefined;
  return { pid, parent: Number(parent), started: Number(more[17]) };
}

export function allProcesses(): Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => processOf(Number(pid))).filter((found) => found !== undefined);
}

const self = processOf(process.pid);

/** Only such a process can be a backend of ours: a recycled pid or an init system is not hurt. */
export function isYoungerThanBench(pid: number): boolean {
  const found = processOf(pid);
  return found !== undefined && self !== undefined && found.started > self.started;
}

/** Resident and proportional (shared pages divided among their users) memory, in MiB. */
export function memoryOf(pid: number): { rss: number; pss: number } {
  const rollup = textOf(`/proc/${pid}/smaps_rollup`);
  const field = (name: string) => {
    const kib = new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1];
    if (kib === undefined) throw new Error(`/proc/${pid}/smaps_rollup: no ${name}`);
    return Number(kib) / 1024;
  };
  return { rss: field('Rss'), pss: field('Pss') };
}
