/** Builds the request: shared/wire.ts says what it looks like. */
import { encodeRequest } from '../shared/encode.ts';
import { SpeedyError } from '../shared/errors.ts';
import { ignorableBits, maxRequest } from '../shared/wire.ts';
import { build } from './build.ts';
import type { Handover } from './handover.ts';
import type { Run } from './invocation.ts';
import { workingDirectory } from './working-directory.ts';

const lengthSize = 4;

/** Ended by a NUL; that of a removed one is empty. */
function currentDirectory(): string {
  const path = workingDirectory();
  return path === '' ? '' : `${path}\0`;
}

/**
 * @param umask ours, before it was changed
 * @throws SpeedyError
 */
export function buildRequest(run: Run, given: Handover, umask: number): Buffer {
  const { pid } = process;
  const { script } = run;
  const { environment: env, open } = given;
  const isPerl = run.values.Interpreter === 'perl';
  const ignored = isPerl ? Number(given.ignored & BigInt(ignorableBits)) : 0;
  const stamp = run.stamp.toString('latin1');
  const args = run.args.map((arg) => `${arg}\0`).join('');
  const cwd = currentDirectory();
  const own = { version: build, pid, umask, open, ignored };
  const message = encodeRequest({ ...own, stamp, args, env, cwd, script });
  if (message.length - lengthSize > maxRequest) {
    throw new SpeedyError('requestTooLarge', 'arguments and environment');
  }
  return message;
}
