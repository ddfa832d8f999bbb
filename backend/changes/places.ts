/** Where Node.js looks for a module: what comes into being there would be found first. */
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areWatched, note, noteScope } from './sources.ts';

/** By who asks. */
const asked = new Map<string, Set<string>>();

/** Most are asked for again in each run. */
function isNew(request: string, asker: string): boolean {
  const known = asked.get(asker);
  if (known === undefined) asked.set(asker, new Set([request]));
  else if (known.has(request)) return false;
  else known.add(request);
  return true;
}

/** @returns whether a file is there */
const noteFirst = (paths: readonly string[]): boolean =>
  paths.some((path) => note(path) === 'file');

function noteFileOrDirectory(base: string, endings: readonly string[]): boolean {
  if (noteFirst(['', ...endings].map((ending) => base + ending))) return true;
  if (note(base) !== 'directory') return false;
  return noteFirst(
    ['package.json', ...endings.map((ending) => `index${ending}`)].map((name) => join(base, name)),
  );
}

const isPath = (request: string): boolean =>
  ['.', '..'].includes(request) || ['/', './', '../'].some((start) => request.startsWith(start));
const packageIn = (request: string): string =>
  request.split('/', request.startsWith('@') ? 2 : 1).join('/');

/** @returns whether the package is there: it says itself where its files are */
function notePackage(folder: string, request: string): boolean {
  const root = join(folder, packageIn(request));
  return note(root) !== 'nothing' && note(join(root, 'package.json')) === 'file';
}

/**
 * require() is about to look for a module.
 * @param folders where it looks, one after the other
 * @param endings that it tries
 * @param asker who asks
 */
export function noteRequire(
  request: string,
  folders: readonly string[],
  endings: readonly string[],
  asker: string | undefined,
): void {
  if (!areWatched() || !isNew(request, folders[0] ?? '')) return;
  const isName = !isPath(request);
  if (isName && asker !== undefined) noteScope(dirname(asker));
  for (const folder of isAbsolute(request) ? ['/'] : folders) {
    if (note(folder) === 'nothing') continue;
    const isThere = noteFileOrDirectory(resolve(folder, request), endings);
    if (isThere || (isName && notePackage(folder, request))) return;
  }
}

function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === dirname(at)) return;
  }
}

/**
 * An ES module is about to be looked for.
 * @param parent URL of the module that imports
 */
export function noteImport(specifier: string, parent: string): void {
  if (!areWatched() || !isNew(specifier, parent) || !parent.startsWith('file:')) return;
  const folder = dirname(fileURLToPath(parent));
  if (isPath(specifier) || specifier.startsWith('file:')) {
    note(fileURLToPath(new URL(specifier, parent)));
    return;
  }
  noteScope(folder);
  for (const at of upwards(folder))
    if (basename(at) !== 'node_modules' && notePackage(join(at, 'node_modules'), specifier)) return;
}
