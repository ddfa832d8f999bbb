/**
 * What this process runs is made of files: each of them is watched before it is read. A run goes on
 * meanwhile, so that nothing here uses regular expressions: RegExp remembers the last one.
 */
import { dirname, extname, isAbsolute } from 'node:path';
import type { Changes, Found } from './changes.ts';

let changes: Changes | undefined;

/** From here on, what is loaded is watched. */
export function watchSources(all: Changes): void {
  changes = all;
}

export const areWatched = (): boolean => changes?.isOurs ?? false;

/** @param path absolute, of a file that is about to be read, or that would be if it were there */
export const note = (path: string): Found => changes?.watch(path) ?? 'nothing';

/** Directories whose nearest package.json is watched. */
const scopes = new Set<string>();

/** The nearest package.json says what a file is, and where some names lead. */
export function noteScope(folder: string): void {
  if (!areWatched()) return;
  for (let at = folder; !scopes.has(at); at = dirname(at)) {
    scopes.add(at);
    if (note(`${at === '/' ? '' : at}/package.json`) === 'file') return;
  }
}

/** Those that are the same whatever a package.json says. */
const knownTypes = new Set(['.cjs', '.mjs', '.cts', '.mts', '.json', '.node', '.wasm']);

/** @param filename of a module that is about to be loaded */
export function noteModule(filename: string): void {
  if (!areWatched() || !isAbsolute(filename)) return;
  note(filename);
  if (!knownTypes.has(extname(filename))) noteScope(dirname(filename));
}
