/** Where an import of an ES module leads. */
import { isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isCompiled } from './compile.ts';
import { ownEntry } from './own-package.ts';
import { quietly } from './quietly.ts';
import { mappedPath, sourceFor } from './tsconfig.ts';

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

function withSourceEnding(url: string): string {
  const source = url.startsWith('file:') ? sourceFor(fileURLToPath(url)) : undefined;
  return source === undefined ? url : pathToFileURL(source).href;
}

/** Where a tsconfig.json leads. */
function mapped(specifier: string, parent: string): string | undefined {
  if (!isCompiled(parent) || isBuiltin(specifier)) return undefined;
  const path = mappedPath(specifier, fileURLToPath(parent));
  return path === undefined ? undefined : pathToFileURL(path).href;
}

const isRelative = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);

/**
 * @param parent URL of the module that imports
 * @returns a URL, of a file that may not be there
 * @throws Error as Node.js's, if there is no such package
 */
export function resolveFrom(specifier: string, parent: string): string {
  if (!isRelative(specifier)) return mapped(specifier, parent) ?? nodeResolve(specifier, parent);
  const url = withSourceEnding(new URL(specifier, parent).href);
  return isCompiled(url) ? url : nodeResolve(specifier, parent);
}
