/** Whether a process is still the one that wrote its pid into the queue. */
import { trustedAge } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { isThere } from '../shared/queue.ts';
import { textOf } from '../shared/text-of.ts';

/** Of the kernel's clock ticks, as it shows them. */
const ticks = 100n;
const second = 1_000_000_000n;

/**
 * A quick look first: only for a record of some age is it worth a look into /proc.
 * @param pidStart may be 0: then the process must at least have been there at `since`
 */
export function isAlive(pid: number, pidStart: bigint, since: bigint): boolean {
  if (pid === 0 || !isThere(pid)) return false;
  const age = now() - since;
  if (age >= 0n && age < BigInt(trustedAge)) return true;
  const start = startOf(pid);
  if (start === 0n) return false;
  return pidStart === 0n ? start <= since / (second / ticks) + 1n : start === pidStart;
}

/** 0 if nothing says which boot this is. */
export function bootHash(): bigint {
  const id = textOf('/proc/sys/kernel/random/boot_id');
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(id)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return id === '' ? 0n : hash;
}
