/** A script that can't be compiled: nothing of it has run, so that this process may stay. */
import { writeSync } from 'node:fs';

const failedStatus = 1;

/** Where it starts with the place, Node.js has found it; else only its end of the process shows it. */
const isShown = (error: unknown): error is SyntaxError =>
  error instanceof SyntaxError && /^\S.*:\d+\n/.test(error.stack ?? '');

/**
 * Says what Node.js says when it ends for it, but for the way through its own modules.
 * @throws the error, if it can't be shown so
 */
export function complain(error: unknown): void {
  if (!isShown(error)) throw error;
  const shown = error.stack?.replace(/\n {4}at [\s\S]*/, '');
  writeSync(2, `${shown}\n\nNode.js ${process.version}\n`);
  process.exitCode = failedStatus;
}
