/**
 * Ends a run that takes longer than MaxRunTime: started by its frontend, which waits for it, so that
 * nobody else has to watch the time. It says in the log which run, and where it was.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../log.ts';
import { describe } from './request.ts';
import { RunOfQueue } from './run.ts';
import { stackOf } from './stack.ts';

/** Milliseconds from TERM to KILL. */
const grace = 2000;
const step = 20;

const [, , queue = '', index = '', backend = '', frontend = '', limit = '', ...request] =
  process.argv;
const run = new RunOfQueue(queue, Number(index), Number(backend), Number(frontend));

/** Whether it is over by itself, or has ended meanwhile. */
async function isGone(time: number): Promise<boolean> {
  for (const began = performance.now(); performance.now() - began < time; await sleep(step))
    if (!run.isThere) return true;
  return false;
}

async function end(): Promise<void> {
  const seconds = run.seconds.toFixed(1);
  const stack = await stackOf(run);
  if (!run.isThere) return;
  const text = describe(Number(frontend), request);
  say(`MaxRunTime ${limit}: backend ${backend}: ended after ${seconds} s: ${text}: ${stack}`);
  if (!run.signal('SIGTERM') || (await isGone(grace))) return;
  run.signal('SIGKILL');
}

if (run.isThere) void end();
