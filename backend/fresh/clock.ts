/** performance.now() and performance.timeOrigin count from the run's start in a process that is forked. */
import { declare } from '../../shared/libc.ts';
import { say } from '../log.ts';
import { settings } from '../settings.ts';

const calls = {
  find: declare('int find_clock(uint64_t least, uint64_t most)'),
  forward: declare('void forward_clock(double later)'),
};
const nanoseconds = 1e6; // in a millisecond
const rounding = 1000n;

let isFound: boolean | undefined;

function findBegin(): boolean {
  const { bigint } = process.hrtime;
  const before = bigint();
  const passed = BigInt(Math.round(performance.now() * nanoseconds));
  const after = bigint();
  const found = calls.find(before - passed - rounding, after - passed + rounding) !== 0;
  if (!found) say('performance.now() counts from the start of the parent in fresh runs');
  return found;
}

/** In the parent, before it forks. */
export function findClock(): void {
  isFound ??= findBegin();
}

/** In a child, when its run begins. */
export function renewClock(): void {
  if (isFound && settings.parent !== undefined) calls.forward(performance.now() * nanoseconds);
}
