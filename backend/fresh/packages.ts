/** What says where the modules of a package are, and what they are. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const names = ['package.json', 'tsconfig.json'];

/** @returns files that lead from the directories of these modules upwards to them */
export function packagesOf(modules: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const module of modules)
    for (let directory = dirname(module); !seen.has(directory); directory = dirname(directory)) {
      seen.add(directory);
      for (const name of names) {
        const path = join(directory, name);
        if (existsSync(path)) found.add(path);
      }
    }
  return found;
}
