/**
 * A backend whose modules were loaded ahead for other requests refuses this one: its parent is told
 * what is wanted, and the frontend takes the next one.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../../shared/pause.ts';
import { settings } from '../settings.ts';
import type { Answers } from './questions.ts';
import { wakeParent } from './wake-parent.ts';

const prefix = 'unfit.';
/** Milliseconds in which a parent looks. */
const limit = 1000;
const step = 0.5;

/** Returns when the parent knows, or doesn't look. */
export function tellUnfit(wanted: Answers): void {
  const path = join(settings.group, `${prefix}${process.pid}`);
  writeFileSync(`${path}.new`, JSON.stringify(wanted), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  wakeParent();
  const end = performance.now() + limit;
  while (existsSync(path) && performance.now() < end) pause(step);
  rmSync(path, { force: true });
}

function take(path: string): Answers[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8')) as Answers];
  } catch {
    return []; // whoever wrote it has given up
  }
}

/** None, if somebody has removed it. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** @param know is told of each; that one goes on when it returns */
export function takeUnfit(know: (wanted: Answers) => void): void {
  for (const name of namesIn(settings.group)) {
    if (!name.startsWith(prefix) || name.endsWith('.new')) continue;
    const path = join(settings.group, name);
    for (const wanted of take(path)) {
      know(wanted);
      rmSync(path, { force: true });
    }
  }
}
