/** Notes which script this group is for: shared/scripts.ts. */
import { closeSync, constants, fchmodSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../shared/libc.ts';
import { identityOf, type ScriptLine, scriptsName } from '../shared/scripts.ts';
import { textOf } from '../shared/text-of.ts';
import { say } from './log.ts';
import { settings } from './settings.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
const ownersOnly = 0o600;

function lineOf(path: string, stamp: Buffer): ScriptLine {
  const { Group: group = 'none' } = settings.options;
  return group === 'none' ? { path, identity: identityOf(stamp) } : { path, group };
}

function append(file: string, line: string): void {
  const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, ownersOnly);
  try {
    fchmodSync(fd, ownersOnly); // the umask is that of a run
    writeSync(fd, line);
  } finally {
    closeSync(fd);
  }
}

/** A run doesn't fail for it. */
export function noteScript(path: string, stamp: Buffer): void {
  const file = join(settings.group, scriptsName);
  const line = `${JSON.stringify(lineOf(path, stamp))}\n`;
  if (textOf(file).includes(line)) return;
  try {
    append(file, line);
  } catch (error) {
    say(`script not noted: ${reason(error)}`);
  }
}
