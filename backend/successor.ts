/** Starts the backend that takes the place of one that leaves: as frontend/start.ts does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from './settings.ts';

/** What this process was started with: nothing of a request is in it. */
function environmentAtStart(): NodeJS.ProcessEnv {
  const entries = readFileSync('/proc/self/environ', 'utf8').split('\0').slice(0, -1);
  const pairs = entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(pairs);
}

/**
 * @param index of the record that is kept for it
 * @param execArgv options of the interpreter
 * @returns its keeper's pid
 * @throws Error if it can't be started
 */
export function startSuccessor(index: number, execArgv: readonly string[]): number {
  const { options, queue, checking } = settings;
  const program = options.BackendProg || join(__dirname, 'speedy_backend');
  const told = [queue, String(index), ...Object.values(options)];
  const args = [...execArgv, '--', ...told, ...(checking === undefined ? [] : [checking])];
  const env = environmentAtStart();
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const child = spawn(program, args, { env, cwd: '/', detached: true, stdio: 'ignore' });
  if (child.pid === undefined) throw new Error(`cannot spawn ${program}`);
  child.unref();
  return child.pid;
}
