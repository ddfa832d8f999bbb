/** Which groups are meant. */
import { statSync } from 'node:fs';
import type { ScriptLine } from '../../shared/scripts.ts';
import { KnownGroup } from './group.ts';
import { findHome, keysIn } from './home.ts';
import type { Subject, Wish } from './wish.ts';

/** @returns device and inode of what is there now; undefined if nothing is */
export function identityAt(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/** Under this name or another; a file that was removed or replaced still has backends. */
function isSame(line: ScriptLine, { script, identity }: Subject): boolean {
  if (line.path === script) return true;
  return identity !== undefined && (line.identity ?? identityAt(line.path)) === identity;
}

function isMeant({ scripts }: KnownGroup, subject: Subject, name: string | undefined): boolean {
  if (name !== undefined && !scripts.some(({ group }) => group === name)) return false;
  return subject.script === undefined || scripts.some((line) => isSame(line, subject));
}

/** @throws SpeedyError, also for a script that isn't there and never was */
function groupsOf(subject: Subject, name: string | undefined): KnownGroup[] {
  const home = findHome(subject.base);
  const all = home === undefined ? [] : keysIn(home).map((key) => new KnownGroup(home, key));
  const meant = all.filter((group) => isMeant(group, subject, name));
  if (meant.length === 0 && subject.fault !== undefined) throw subject.fault;
  return meant;
}

export function findGroups({ subjects, group }: Wish): KnownGroup[] {
  const all = subjects.flatMap((subject) => groupsOf(subject, group));
  return [...new Map(all.map((one) => [one.path, one])).values()];
}
