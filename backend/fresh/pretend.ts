/** Makes the process as it was for the request that has taught a plan, while modules are loaded. */
import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { checked, declare, putDescriptor } from '../../shared/libc.ts';
import { setEnvironment } from '../environment.ts';
import { keepStage } from '../stage.ts';
import type { Asked } from './asked.ts';

const calls = {
  open: checked('int posix_openpt(int flags)'),
  unlock: checked('int unlockpt(int fd)'),
  nameOf: declare('const char *ptsname(int fd)'),
};
const { O_NOCTTY, O_RDWR } = constants;

/** @returns closes it */
function putTerminal(fds: readonly number[]): () => void {
  const master = calls.open(O_RDWR | O_NOCTTY);
  calls.unlock(master);
  const slave = openSync(calls.nameOf(master), O_RDWR | O_NOCTTY);
  for (const fd of fds) putDescriptor(slave, fd);
  closeSync(slave);
  return () => closeSync(master);
}

const outputs = [
  ['stdout', 1],
  ['stderr', 2],
] as const;

/** What a module may ask a stream that isn't there yet. */
function standInForOutputs(): () => void {
  const plain = outputs.map(([name]) => Object.getOwnPropertyDescriptor(process, name));
  for (const [name, fd] of outputs) {
    const get = () => ({ fd, ...(isatty(fd) && { isTTY: true }) });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
  }
  return () => {
    for (const [i, [name]] of outputs.entries())
      Object.defineProperty(process, name, plain[i] as PropertyDescriptor);
  };
}

/**
 * @param isWatched its own streams are there for whoever looks at them
 * @returns makes it nobody's again
 * @throws Error if the directory isn't there any more
 */
export function pretend(asked: Asked, isWatched: boolean): () => void {
  const { args, directory, environment, terminals } = asked;
  const { argv, env } = process;
  const before = Object.entries(env).map(([name, value]) => `${name}=${value}\0`);
  setEnvironment(Buffer.from(environment.slice(1)));
  process.argv = [...args];
  process.chdir(directory);
  const keep = keepStage();
  const fds = [0, 1, 2].filter((fd) => terminals[fd]);
  const endTerminal = fds.length > 0 ? putTerminal(fds) : undefined;
  const endOutputs = isWatched ? undefined : standInForOutputs();
  return () => {
    endOutputs?.();
    keep();
    endTerminal?.();
    process.chdir('/');
    process.argv = argv;
    setEnvironment(Buffer.from(before.join('')));
  };
}
