/** The current directory: that of the frontend while a run goes on, else none that anybody needs. */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { changeDirectory } from '../shared/libc.ts';
import { settings } from './settings.ts';

/** Nothing if it was removed. */
export function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** A backend that waits holds no directory. */
export const leaveDirectory = (): void => process.chdir('/');

/** As it is for a plain process: nothing can be found or made there, nor in a directory of ours. */
function enterRemoved(): void {
  const umask = process.umask(0o077);
  const path = mkdtempSync(settings.removed);
  process.chdir(path);
  rmdirSync(path);
  process.umask(umask);
}

/**
 * Node.js remembers the path of the current directory, unless it changes it itself.
 * @param path with a NUL, or empty where it was removed
 */
export function enterDirectory(path: Buffer): void {
  if (path.length === 0) {
    enterRemoved();
    return;
  }
  const text = path.toString('utf8', 0, path.length - 1);
  if (text.includes('\ufffd')) changeDirectory(path);
  process.chdir(text.includes('\ufffd') ? '.' : text);
}

/** @returns enters again what is the current directory now */
export function keepDirectory(): () => void {
  const directory = currentDirectory();
  return directory === undefined ? enterRemoved : () => process.chdir(directory);
}
