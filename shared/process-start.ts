/** When a process started: with its pid, it is that one and no other. And who is its parent. */
import { textOf } from './text-of.ts';

/** Of /proc/<pid>/stat, counted from behind the name: see proc(5). */
const stateField = 0;
const parentField = 1;
const startField = 19;

function fieldsOf(pid: number): string[] {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** @returns the kernel's ticks; 0 if it is dead, a zombie included */
export function startOf(pid: number): bigint {
  const fields = fieldsOf(pid);
  if (fields[stateField] === 'Z' || fields[stateField] === 'X') return 0n;
  return BigInt(fields[startField] ?? 0);
}

/** @returns 0 if it has gone */
export const parentOf = (pid: number): number => Number(fieldsOf(pid)[parentField] ?? 0);
