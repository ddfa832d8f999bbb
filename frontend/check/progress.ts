/** On a terminal, how far a check is. */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const errorOutput = 2;
const clearLine = '\r\x1b[K';

export function showProgress(text: string): void {
  if (isatty(errorOutput)) writeSync(errorOutput, clearLine + text);
}
