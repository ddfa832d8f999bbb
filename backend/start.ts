/** Starts a backend, as frontend/start.ts does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnDetached } from '../shared/spawn.ts';
import { settings } from './settings.ts';

/** What this process was started with: nothing of a request is in it. */
const environmentAtStart = (): string[] =>
  readFileSync('/proc/self/environ', 'latin1').split('\0').slice(0, -1);

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** Where what a backend says goes, until it is ready. */
const standardError = 2;

/**
 * @param index of the record that is kept for it
 * @param execArgv options of the interpreter
 * @param more variables of its environment, NAME=value
 * @returns its keeper's pid
 * @throws CallError if it can't be started
 */
export function startBackend(
  index: number,
  execArgv: readonly string[],
  more: readonly string[] = [],
): number {
  const { options, queue, checking } = settings;
  const program = options.BackendProg || join(__dirname, 'speedy_backend');
  const told = [queue, String(index), ...Object.values(options)];
  const own = ['--', ...told, ...(checking === undefined ? [] : [checking])];
  const args = [program, ...execArgv, ...own].map(bytesOf);
  const names = more.map((entry) => entry.slice(0, entry.indexOf('=') + 1));
  const kept = environmentAtStart().filter(
    (entry) => !names.some((name) => entry.startsWith(name)),
  );
  return spawnDetached(args, [...kept, ...more], { passed: [standardError] });
}
