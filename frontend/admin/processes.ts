/** Processes that belong to a queue, as /proc tells. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { now } from '../../shared/libc.ts';
import { startOf } from '../../shared/process-start.ts';
import { textOf } from '../../shared/text-of.ts';

const nanosecondsPerTick = 10_000_000n;
const nanosecondsPerSecond = 1e9;

export interface Member {
  readonly pid: number;
  /** Path of its queue, one character for each byte. */
  readonly queue: string;
  /** Else it is a backend, or makes some. */
  readonly isKeeper: boolean;
}

const isOurs = (pid: number): boolean => statSync(`/proc/${pid}`).uid === process.geteuid?.();

/** Empty for a zombie. */
export function argumentsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1);
}

/** Others may name a queue, too, an editor perhaps: but no number, of a record or a process, behind it. */
function memberOf(pid: number): Member | undefined {
  try {
    const args = argumentsOf(pid);
    const at = args.findIndex((arg) => arg === '--' || /\/(boot|obituary)\.cjs$/.test(arg));
    const [queue = '', number = ''] = args.slice(at + 1);
    if (at < 0 || !/\/[0-9a-f]{32}\/queue$/.test(queue) || !/^\d+$/.test(number)) return undefined;
    return isOurs(pid) ? { pid, queue, isKeeper: !args[at]?.endsWith('/boot.cjs') } : undefined;
  } catch {
    return undefined; // it has gone
  }
}

/** A script may have given its process another title: only the queue knows such a one. */
export function allMembers(): Member[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => memberOf(Number(pid))).filter((member) => member !== undefined);
}

const field = (pid: number, name: string): number | undefined => {
  const found = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(textOf(`/proc/${pid}/status`));
  return found === null ? undefined : Number(found[1]);
};

export const isStopped = (pid: number): boolean =>
  /^State:\s*[Tt]/m.test(textOf(`/proc/${pid}/status`));

const privilegesOf = (pid: number | 'self'): string[] | null =>
  textOf(`/proc/${pid}/status`).match(/^(Gid|Groups|NoNewPrivs):.*/gm);

/** Groups, and whether it can gain privileges: what we start has ours. */
export const hasOurPrivileges = (pid: number): boolean =>
  isDeepStrictEqual(privilegesOf(pid), privilegesOf('self'));

/** @returns bytes of it that are in memory, those that it shares with others included */
export function memoryOf(pid: number): number | undefined {
  const kibibytes = field(pid, 'VmRSS');
  return kibibytes === undefined ? undefined : kibibytes * 1024;
}

/** @returns seconds */
export const secondsSince = (time: bigint): number => Number(now() - time) / nanosecondsPerSecond;

/** @returns seconds since it was started; undefined if it has gone */
export function ageOf(pid: number): number | undefined {
  const start = startOf(pid);
  return start === 0n ? undefined : secondsSince(start * nanosecondsPerTick);
}

/** In the kernel's ticks, as startOf() tells. */
export const ticksNow = (): bigint => now() / nanosecondsPerTick;

/** @param moment in ticks */
export function wasThere(pid: number, moment: bigint): boolean {
  const start = startOf(pid);
  return start > 0n && start <= moment;
}

/**
 * Never hits another process that has got the number.
 * @param start in ticks
 */
export function send(pid: number, start: bigint, signal: NodeJS.Signals): void {
  if (start === 0n || startOf(pid) !== start) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
