// The commands of our own corpora: each a script of a few lines that shows one behaviour.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

declare const ROOT: string;

/** What only others load, or only describes. */
const isPart = (name: string): boolean => /(^|\/)(parts|node_modules)\/|package\.json$/.test(name);

export interface Script {
  readonly name: string;
  readonly path: string;
  /** Its place in the list. */
  readonly number: number;
}

/** @param name of a folder beside this file */
export function corpusIn(name: string): readonly Script[] {
  const folder = join(ROOT, 'test/differential', name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), path }))
    .filter(({ name }) => !isPart(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((script, number) => ({ ...script, number }));
}
