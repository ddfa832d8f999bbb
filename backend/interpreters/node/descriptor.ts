/** What a standard descriptor is, as far as its stream depends on it. */
import { fstatSync } from 'node:fs';

/** Loaded when there is a device: a web server has none. */
export const tty = () => require('node:tty') as typeof import('node:tty');

export type Kind = 'terminal' | 'pipe' | 'file';

export function kindOf(fd: number): Kind {
  const stat = fstatSync(fd);
  if (stat.isFIFO() || stat.isSocket()) return 'pipe';
  return stat.isCharacterDevice() && tty().isatty(fd) ? 'terminal' : 'file';
}
