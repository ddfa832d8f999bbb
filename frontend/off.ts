/** This process becomes another program: the interpreter, or one of speedy's own. */
import { SpeedyError } from '../shared/errors.ts';
import { checked, closeOnExecution, reason } from '../shared/libc.ts';
import { cString, vector } from '../shared/spawn.ts';
import { restoreAll } from './dispositions.ts';
import { type Handover, inheritedDescriptors, release } from './handover.ts';
import type { Run } from './invocation.ts';
import { backendProgram, installedProgram } from './start.ts';

const execve = checked('int execve(void *path, void *args, void *environment)');

/** Node.js has marked them all to be closed. */
function passDescriptors(given: Handover): void {
  for (const fd of inheritedDescriptors(given)) closeOnExecution(fd, false);
  for (const fd of [0, 1, 2]) closeOnExecution(fd, ((given.open >> fd) & 1) === 0);
}

/** @throws SpeedyError */
function become(program: string, args: readonly string[], given: Handover): never {
  const environment = given.environment.split('\0').slice(0, -1);
  passDescriptors(given);
  release();
  restoreAll(given.ignored, given.blocked);
  try {
    execve(cString(program), vector([program, ...args]), vector(environment));
  } catch (error) {
    throw new SpeedyError('start', program, reason(error));
  }
  throw new Error('execve returned');
}

/** SPEEDY_OFF=1: as if there were no speedy. */
export const becomeInterpreter = (run: Run, given: Handover): never =>
  become(
    backendProgram(run),
    ['--off', run.values.Interpreter, ...run.interpreter, run.script, ...run.args],
    given,
  );

/** --check: the program that compares runs reads the command line itself. */
export const becomeCheck = (run: Run, given: Handover): never =>
  become(backendProgram(run), ['--check', 'speedy-ts', ...given.args], given);

/** --status and the like: so does the one that administers backends. */
export const becomeAdministration = (given: Handover): never =>
  become(installedProgram(), ['--admin', 'speedy-ts', ...given.args], given);
