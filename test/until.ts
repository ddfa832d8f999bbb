// Waits for a condition, never longer than a bound.
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** Resolves once `holds` does; rejects after `boundMs`, saying what it waited for. */
export async function until(
  what: string,
  boundMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${boundMs} ms in vain: ${what}`);
    await sleep(POLL_MS);
  }
}
