/** Where the run is. */
import { declare } from '../shared/libc.ts';

const pathSize = 4096;
const getcwd = declare('void *getcwd(void *path, size_t size)');

/** @returns one character for each byte; an empty text for a directory that was removed */
export function workingDirectory(): string {
  const path = Buffer.alloc(pathSize);
  return getcwd(path, pathSize) === null ? '' : path.toString('latin1', 0, path.indexOf(0));
}
