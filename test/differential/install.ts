// The tools that are compared: development dependencies of this folder's own package.json, so that
// nobody else installs them.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../../shared/libc.ts';
import { pause } from '../../shared/pause.ts';
import { hasRegistry } from '../registry.ts';

declare const ROOT: string;

const home = join(ROOT, 'test/differential');

/** Milliseconds. */
const step = 100;

export const packages = join(home, 'node_modules');

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** npm writes its own list of what it has installed last of all. */
const areInstalled = (): boolean =>
  changed(join(packages, '.package-lock.json')) > changed(join(home, 'package-lock.json'));

/** Two files of tests may need them at the same time: one installs, the other waits for it. */
function install(): void {
  const folder = openSync(home, 'r');
  try {
    while (!tryLock(folder)) pause(step);
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    if (!areInstalled()) execFileSync('npm', args, { cwd: home, stdio: 'pipe' });
  } finally {
    closeSync(folder);
  }
}

/** @returns whether they are there: nothing is asked for unless package-lock.json has changed */
export function installTools(): boolean {
  if (areInstalled()) return true;
  if (!hasRegistry()) return false;
  install();
  return true;
}
