// Processes that are killed just before a system call: strace does it, and counts the calls.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Why nothing can be killed so; false if it can. */
export const missingStrace =
  spawnSync('strace', ['-V']).error !== undefined && 'strace is not installed';

/** Before the call of that name which is the `turn`th of its process. */
export interface Step {
  readonly name: string;
  readonly turn: number;
}

/** Options of strace that note calls in a file. @param names which ones; 'all' for all */
export const noting = (log: string, names: string): string[] => [
  ...['-qq', '-o', log],
  ...['-e', `trace=${names}`, '-e', 'signal=none'],
];

const signalling = ({ name, turn }: Step, signal: string): string[] => [
  ...['-qq', '-o', '/dev/null', '-e', `trace=${name}`],
  ...['-e', `inject=${name}:signal=${signal}:when=${turn}`],
];

/** Options of strace that kill at a step. */
export const killingAt = (step: Step): string[] => signalling(step, 'SIGKILL');

/** Options of strace that stop a process behind a step. */
export const stoppingAt = (step: Step): string[] => signalling(step, 'SIGSTOP');

/** Attached to a process until one of both ends. @param options without -q, which silences that it is */
export async function attach(
  options: readonly string[],
  pid: number,
): Promise<{ ended: Promise<unknown>; end(): void }> {
  const args = [...options.filter((option) => option !== '-qq'), '-p', String(pid)];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(strace, 'exit');
  await once(strace.stderr, 'data'); // it says that it is attached
  strace.stderr.resume();
  return { ended, end: () => strace.kill('SIGTERM') };
}

/** All steps that strace has noted. */
export function stepsIn(log: string): Step[] {
  const counts = new Map<string, number>();
  const calls = readFileSync(log, 'latin1').matchAll(/^(?:\d+ +)?(\w+)\(/gm);
  return [...calls].map(([, name = '']) => {
    const turn = (counts.get(name) ?? 0) + 1;
    counts.set(name, turn);
    return { name, turn };
  });
}
