/** Files that nobody tells about: they are looked at each time. */
import { type BigIntStats, statSync } from 'node:fs';
import { pause } from '../../shared/pause.ts';

/** Milliseconds. Two changes within one tick of the kernel's clock leave the same time stamp. */
const tick = 20;

/** As it was before a script could change it. */
const plain = statSync;

const look = (path: string): BigIntStats | undefined => {
  try {
    return plain(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined; // what leads there is no directory, or can't be entered
  }
};

const isSame = (one: BigIntStats, other: BigIntStats): boolean =>
  one.ino === other.ino &&
  one.dev === other.dev &&
  // What is in a directory is no concern of those that only lie below it.
  (one.isDirectory() ||
    (one.ctimeNs === other.ctimeNs && one.mtimeNs === other.mtimeNs && one.size === other.size));

function isRecent(stats: BigIntStats | undefined): boolean {
  if (stats === undefined || stats.isDirectory()) return false;
  const age = Date.now() - Number(stats.ctimeMs);
  return age >= 0 && age <= tick;
}

export class Stamps {
  private readonly known = new Map<string, BigIntStats | undefined>();

  get areNone(): boolean {
    return this.known.size === 0;
  }

  /** Before the file is read; one that isn't there must not come into being. */
  note(path: string): BigIntStats | undefined {
    if (this.known.has(path)) return this.known.get(path);
    let stats = look(path);
    if (isRecent(stats)) {
      pause(tick);
      stats = look(path);
    }
    this.known.set(path, stats);
    return stats;
  }

  get haveChanged(): boolean {
    for (const [path, before] of this.known) {
      const after = look(path);
      if (before === undefined ? after !== undefined : !after || !isSame(before, after))
        return true;
    }
    return false;
  }
}
