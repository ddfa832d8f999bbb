/** Where an import of an ES module leads. */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isCompiled } from './compile.ts';
import { ownEntry } from './own-package.ts';
import { quietly } from './quietly.ts';

type Resolve = (specifier: string, parent: string) => string;

let resolver: Resolve | undefined;

const missing = 'ERR_MODULE_NOT_FOUND';

/** import.meta.resolve, which only ES modules have. */
function nodeResolve(specifier: string, parent: string): string {
  resolver ??= quietly(() => (require('./resolve.mjs') as { resolve: Resolve }).resolve);
  const own = ownEntry(specifier, '.mjs');
  if (own === undefined) return resolver(specifier, parent);
  try {
    return resolver(specifier, parent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== missing) throw error;
    return pathToFileURL(own).href;
  }
}

/** TypeScript names a file by what it is compiled to: x.js may be x.ts. */
function withSourceEnding(url: string): string {
  if (!url.startsWith('file:') || existsSync(fileURLToPath(url))) return url;
  const sources = [url.replace(/\.([cm]?)js$/, '.$1ts'), url.replace(/\.jsx?$/, '.tsx')];
  const found = sources.find((source) => source !== url && existsSync(fileURLToPath(source)));
  return found ?? url;
}

const isRelative = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);

/**
 * @param parent URL of the module that imports
 * @returns a URL, of a file that may not be there
 * @throws Error as Node.js's, if there is no such package
 */
export function resolveFrom(specifier: string, parent: string): string {
  if (!isRelative(specifier)) return nodeResolve(specifier, parent);
  const url = withSourceEnding(new URL(specifier, parent).href);
  return isCompiled(url) ? url : nodeResolve(specifier, parent);
}
