/** What this process is made of: speedy itself, Node.js, and what the runs load. */
import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { moduleCache } from '../interpreters/node/module-cache.ts';
import { Changes } from './changes.ts';
import { note, watchSources } from './sources.ts';

let own: Changes | undefined;

/** Of a program, and of a link that leads to it. */
const programs = [process.execPath, process.argv0, __filename];

/** To be called before anything is loaded. */
export function watchOwn(): Changes {
  const all = new Changes();
  own = all;
  for (const path of programs.filter(isAbsolute)) all.watch(path);
  return all;
}

/** As well as what runs load. */
export function watchOwnSources(): void {
  watchSources(watchOwn());
  for (const path of Object.keys(moduleCache)) note(path); // preloaded
}

/** Also asked by those that were forked. */
export const areStale = (): boolean => own?.areThere ?? false;

/** Readable when areStale() may have become true; undefined if nobody tells. */
export const ownDescriptor = (): number | undefined => own?.wake;

const stampNow = (): string => {
  const { ino, ctimeMs } = statSync(__filename);
  return `${ino} ${ctimeMs}`;
};
const stamp = stampNow();

/** Whether another speedy is there now, or none. */
export function isUpgraded(): boolean {
  try {
    return stampNow() !== stamp;
  } catch {
    return true;
  }
}
