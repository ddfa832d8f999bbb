// Another user of this machine, as whom a test does what it must not be able to do.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { frontends } from './frontends.ts';

/** Whose it is: nobody's, on all Linux systems. */
export const otherUser = 65534;
const limit = 30_000;

/** setpriv, and what it is told: the program to execute, and its arguments, come behind. */
export const asOther = [
  'setpriv',
  `--reuid=${otherUser}`,
  `--regid=${otherUser}`,
  '--clear-groups',
] as const;

/** Standard input is empty. */
export function runAsOther(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  const [setpriv, ...rest] = asOther;
  return spawnSync(setpriv, [...rest, ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH, ...env },
    encoding: 'latin1',
    timeout: limit,
    input: '',
  });
}

function whatIsMissing(): string | false {
  if (process.geteuid?.() !== 0) return 'only root can run as another user';
  const { error, status } = runAsOther(['test', '-x', frontends[0]?.program ?? '']);
  if (error !== undefined) return 'setpriv is not installed';
  return status !== 0 && 'other users can’t read this directory';
}

/** Why nothing can be run as another user; false if it can. */
export const missingOther = whatIsMissing();
