// Runs a command with standard streams of some kind, to its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from './kinds.ts';

/** Milliseconds; whoever takes longer hangs. */
const limit = 30_000;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input: string;
}

export interface Outcome {
  /** One character for each byte. */
  readonly out: string;
  readonly err: string;
  /** Exit status, or the signal's name. */
  readonly end: number | NodeJS.Signals;
}

/** A descriptor can be left out by a shell only. */
function withClosed({ program, args }: Command, closed: readonly number[]): [string, string[]] {
  if (closed.length === 0) return [program, [...args]];
  const redirections = closed.map((fd) => `${fd}>&-`).join(' ');
  return ['/bin/sh', ['-c', `exec "$0" "$@" ${redirections}`, program, ...args]];
}

/** Somebody still has the streams open. */
async function unclosed(): Promise<{ out: string; err: string }> {
  await sleep(limit, undefined, { ref: false });
  const text = `not closed ${limit} ms after the end`;
  return { out: text, err: text };
}

/** Node.js names its process in warnings. */
const withoutPid = (text: string): string => text.replace(/\(node:\d+\)/g, '(node:pid)');

/**
 * @param kind one of `kinds`
 * @param folder where there is room for files
 */
export async function run(command: Command, kind: string, folder: string): Promise<Outcome> {
  const { cwd, env, input } = command;
  const open = kinds[kind] as (typeof kinds)[string];
  const { descriptors, closed = [], outcome } = await open(input, folder);
  const [program, args] = withClosed(command, closed);
  const stdio = [...descriptors];
  const child = spawn(program, args, { cwd, env, stdio, timeout: limit, killSignal: 'SIGKILL' });
  for (const fd of new Set(descriptors)) closeSync(fd);
  const [status, signal] = await once(child, 'close');
  const { out, err } = await Promise.race([outcome(), unclosed()]);
  return { out: withoutPid(out), err: withoutPid(err), end: signal ?? status };
}
