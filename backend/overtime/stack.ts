/** Where a run is that goes on: its own process says it, if it can. */
import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../../shared/text-of.ts';
import type { RunOfQueue } from './run.ts';
import { stackPath } from './stack-path.ts';

/** Milliseconds in which JavaScript that is running tells it. */
const limit = 500;
const step = 10;

function hears(pid: number): boolean {
  const caught = /^SigCgt:\s*(\w+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals.SIGURG - 1)) & 1n) === 1n;
}

const isAsleep = (pid: number): boolean => /^State:\s*[SD]/m.test(textOf(`/proc/${pid}/status`));

async function read(path: string): Promise<string> {
  for (const began = performance.now(); performance.now() - began < limit; await sleep(step)) {
    const told = textOf(path);
    if (told !== '') return told;
  }
  return '';
}

/** @returns on one line */
export async function stackOf(run: RunOfQueue): Promise<string> {
  const { backend } = run;
  if (!hears(backend)) return 'where is not known';
  const path = stackPath(run.group, backend);
  if (!run.signal('SIGURG')) return '';
  const told = await read(path);
  rmSync(path, { force: true });
  if (told !== '') return told;
  return isAsleep(backend) ? 'it waits, no JavaScript is running' : 'outside of JavaScript';
}
