/** The log: what a backend says when no frontend is listening. */
import { constants, openSync, writeSync } from 'node:fs';
import { settings } from './settings.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

/** Its descriptor. */
export const log = openSync(settings.log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);

export function say(text: string): void {
  writeSync(log, `${new Date().toISOString()} ${process.pid} ${text}\n`);
}
