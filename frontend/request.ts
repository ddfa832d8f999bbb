/** Builds the request: shared/wire.ts says what it looks like. */
import { encodeRequest } from '../shared/encode.ts';
import { SpeedyError } from '../shared/errors.ts';
import { declare } from '../shared/libc.ts';
import { maxRequest } from '../shared/wire.ts';
import { build } from './build.ts';
import type { Handover } from './handover.ts';
import type { Run } from './invocation.ts';

const lengthSize = 4;
const pathSize = 4096;
const getcwd = declare('void *getcwd(void *path, size_t size)');

/** Ended by a NUL; that of a removed one is empty. */
function currentDirectory(): string {
  const path = Buffer.alloc(pathSize);
  return getcwd(path, pathSize) === null ? '' : path.toString('latin1', 0, path.indexOf(0) + 1);
}

/**
 * @param umask ours, before it was changed
 * @throws SpeedyError
 */
export function buildRequest(run: Run, { environment, open }: Handover, umask: number): Buffer {
  const { pid } = process;
  const { script } = run;
  const stamp = run.stamp.toString('latin1');
  const args = run.args.map((arg) => `${arg}\0`).join('');
  const cwd = currentDirectory();
  const request = { version: build, pid, umask, open, stamp, args, env: environment, cwd, script };
  const message = encodeRequest(request);
  if (message.length - lengthSize > maxRequest) {
    throw new SpeedyError('requestTooLarge', 'arguments and environment');
  }
  return message;
}
