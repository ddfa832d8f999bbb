/** What /proc tells, above all. */
import { readFileSync } from 'node:fs';

/** @returns nothing of a file that can't be read: of a process that has gone, for example */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
