// Ends the backends that a server's scripts have left behind, those that just start included.
import { readdirSync, readlinkSync } from 'node:fs';
import { textOf } from '../shared/text-of.ts';
import { until } from './until.ts';

const LEAVE_MS = 10_000;
const TERM_BIT = 1n << 14n;

/**
 * Ends all backends below `tmpBase`, whoever they run as; rejects if one had to be killed.
 * Who ignores TERM isn't told: a keeper, and the moment in which it becomes a backend.
 */
export async function endBackends(tmpBase: string): Promise<void> {
  const told = new Set<number>();
  const noneLeft = () => {
    const left = processesOf(tmpBase);
    for (const pid of left.filter((pid) => !told.has(pid) && !ignoresTerm(pid))) {
      signal(pid, 'SIGTERM');
      told.add(pid);
    }
    return left.length === 0;
  };
  try {
    await until(`the backends of ${tmpBase} leave`, LEAVE_MS, noneLeft);
  } catch (error) {
    const left = processesOf(tmpBase);
    const lines = left.map((pid) => `${pid} ${commandLine(pid).replaceAll('\0', ' ')}`);
    for (const pid of left) signal(pid, 'SIGKILL');
    throw new Error([(error as Error).message, ...lines].join('\n'));
  }
}

/**
 * The same, where all that they leave is removed: without its keeper, which would start a Node.js for
 * each to tidy that up.
 */
export async function discardBackends(tmpBase: string): Promise<void> {
  for (const pid of processesOf(tmpBase).filter(isKeeper)) signal(pid, 'SIGKILL');
  await endBackends(tmpBase);
}

/** Or a backend that is not one yet. */
const isKeeper = (pid: number): boolean =>
  /\/speedy_backend\0|-MSpeedy::Keeper\0/.test(commandLine(pid)) && ignoresTerm(pid);

// The command line of a backend, and of its keeper, names its queue: <tmpBase>.<uid>/<group>/queue.
// A script that sets the title overwrites it, but the queue is open.
function processesOf(tmpBase: string): number[] {
  const home = `${tmpBase}.`;
  return all().filter((pid) => commandLine(pid).includes(home) || opens(pid, home));
}

/** Processes whose command line has that text in it. */
export const processesNaming = (text: string): number[] =>
  all().filter((pid) => commandLine(pid).includes(text));

function all(): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number);
}

function opens(pid: number, home: string): boolean {
  try {
    const fds = readdirSync(`/proc/${pid}/fd`);
    return fds.some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(home));
  } catch {
    return false;
  }
}

// Empty for a zombie, and for a process that has gone.
const commandLine = (pid: number): string => textOf(`/proc/${pid}/cmdline`);

/** Also of a process that has gone. */
function ignoresTerm(pid: number): boolean {
  const ignored = /^SigIgn:\t(\w+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return ignored === undefined || (BigInt(`0x${ignored}`) & TERM_BIT) !== 0n;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
