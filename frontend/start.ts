/**
 * Starts a backend: with none of our descriptors, and of the environment only what shapes it, so
 * that nothing of this request stays in it.
 */
import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CallError, reason } from '../shared/libc.ts';
import { type OptionName, valueOptions } from '../shared/options.ts';
import { newPipe, spawnDetached } from '../shared/spawn.ts';
import { passedVariables, startVariables } from '../shared/variables.ts';
import type { Run, Variables } from './invocation.ts';
import type { GroupQueue } from './queue.ts';
import type { Seat } from './take.ts';

/** The installed backend program stands beside this one. */
export const installedProgram = (): string =>
  Buffer.from(join(__dirname, 'speedy_backend')).toString('latin1');

/** What is needed to know to start one. */
export type Recipe = Pick<Run, 'values' | 'interpreter' | 'variables' | 'checking'>;

export const backendProgram = ({ values }: Recipe): string =>
  values.BackendProg || installedProgram();

function backendEnvironment(variables: Variables): string[] {
  const names = [...startVariables, ...passedVariables].filter((name) => name in variables);
  return names.map((name) => `${name}=${variables[name]}`);
}

/**
 * Has a run ended that takes longer than MaxRunTime, by a program that needs us no more: it says in the
 * log what it does. If it can't be started, the run goes on.
 */
export function startOvertime(run: Run, queue: GroupQueue, seat: Seat, seconds: number): void {
  const numbers = [seat.index, seat.pid, process.pid, seconds].map(String);
  const args = [backendProgram(run), '--overtime', queue.path, ...numbers, run.script, ...run.args];
  try {
    spawnDetached(args, backendEnvironment(run.variables), {});
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  }
}

export interface Started {
  /** The backend's parent; 0 if there is none, because it couldn't be started. */
  readonly keeper: number;
  /** What the backend says until it is ready; closed then. */
  readonly output: number;
}

/** @param index of the record that is kept for the backend */
export function startBackend(run: Recipe, queue: GroupQueue, index: number): Started {
  const { values, interpreter, variables, checking } = run;
  const program = backendProgram(run);
  const told = valueOptions.map(({ name }) => values[name as OptionName]);
  const own = ['--', queue.path, String(index), ...told];
  const { input, output } = newPipe();
  try {
    const args = [program, ...interpreter, ...own, ...(checking === undefined ? [] : [checking])];
    const environment = backendEnvironment(variables);
    return { keeper: spawnDetached(args, environment, { output: input }), output };
  } catch (error) {
    const message = `speedy: start a backend: cannot spawn ${program}: ${reason(error)}\n`;
    writeSync(input, Buffer.from(message, 'latin1'));
    return { keeper: 0, output };
  } finally {
    closeSync(input);
  }
}
