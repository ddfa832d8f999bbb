/** What a standard descriptor is, as far as its stream depends on it. */
import { fstatSync } from 'node:fs';

/** Loaded when there is a device: a web server has none. */
export const tty = () => require('node:tty') as typeof import('node:tty');

export type Kind = 'terminal' | 'pipe' | 'file' | 'nothing';

export function kindOf(fd: number): Kind {
  const stat = fstatSync(fd);
  if (stat.isFIFO() || stat.isSocket()) return 'pipe';
  if (stat.isDirectory()) return 'nothing'; // to read from
  return stat.isCharacterDevice() && tty().isatty(fd) ? 'terminal' : 'file';
}
