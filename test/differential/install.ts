// The tools that are compared: development dependencies of this folder's own package.json, so that
// nobody else installs them.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hasRegistry } from '../registry.ts';

declare const ROOT: string;

const home = join(ROOT, 'test/differential');

export const packages = join(home, 'node_modules');

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** npm writes its own list of what it has installed last of all. */
const areInstalled = (): boolean =>
  changed(join(packages, '.package-lock.json')) > changed(join(home, 'package-lock.json'));

/** @returns whether they are there: nothing is asked for unless package-lock.json has changed */
export function installTools(): boolean {
  if (areInstalled()) return true;
  if (!hasRegistry()) return false;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: home, stdio: 'pipe' });
  return true;
}
