/** A script that can't be compiled: nothing of it has run, so that this process may stay. */
import { writeSync } from 'node:fs';
import { isCompiled } from './compile.ts';
import { kindOf } from './descriptor.ts';
import { runMain } from './stack.ts';

const failedStatus = 1;

/** Where it starts with the place, Node.js has found it; else only its end of the process shows it. */
const isShown = (error: unknown): error is SyntaxError =>
  error instanceof SyntaxError && /^\S.*:\d+\n/.test(error.stack ?? '');

/** On a terminal, Node.js shows it in colours. */
const isTerminal = (): boolean => {
  try {
    return kindOf(2) === 'terminal';
  } catch {
    return false;
  }
};

/** @returns the error as Node.js itself throws it, where it can read the script */
function ofNode(path: string, error: unknown): unknown {
  if (isCompiled(path)) return error;
  try {
    runMain(path);
  } catch (thrown) {
    return thrown;
  }
  return error;
}

/**
 * Says what Node.js says when it ends for it.
 * @param path of the script
 * @throws the error, if only Node.js can show it
 */
export function complain(path: string, error: unknown): void {
  const shown = ofNode(path, error);
  if (!isShown(shown) || isTerminal()) throw shown;
  writeSync(2, `${shown.stack}\n\nNode.js ${process.version}\n`);
  process.exitCode = failedStatus;
}
