/** When a process started: with its pid, it is that one and no other. */
import { textOf } from './text-of.ts';

/** Of /proc/<pid>/stat, counted from behind the name: see proc(5). */
const stateField = 0;
const startField = 19;

/** @returns the kernel's ticks; 0 if it is dead, a zombie included */
export function startOf(pid: number): bigint {
  const stat = textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[stateField] === 'Z' || fields[stateField] === 'X') return 0n;
  return BigInt(fields[startField] ?? 0);
}
