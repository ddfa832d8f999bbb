/** When a process started: with its pid, it is that one and no other. */
import { readFileSync } from 'node:fs';

/** Of /proc/<pid>/stat, counted from behind the name: see proc(5). */
const stateField = 0;
const startField = 19;

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}

/** @returns the kernel's ticks; 0 if it is dead, a zombie included */
export function startOf(pid: number): bigint {
  const stat = readStat(pid);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[stateField] === 'Z' || fields[stateField] === 'X') return 0n;
  return BigInt(fields[startField] ?? 0);
}
