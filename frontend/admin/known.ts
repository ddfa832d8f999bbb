/** Groups whose queues are ours to change; what is said of the others. */
import { put } from '../end.ts';
import { type KnownGroup, otherBuild } from './group.ts';
import { allMembers, type Member } from './processes.ts';

/**
 * @param why its queue can't be read; an old one that nobody uses is not worth a word
 * @param own its processes
 */
export function sayLeftAlone({ path }: KnownGroup, why: string, own: readonly Member[]): void {
  if (why === otherBuild && own.length === 0) return;
  put(2, `speedy: left alone: ${path}: ${why}\n`);
}

/** @param isForced whoever keeps a queue locked */
export function ownGroups(groups: readonly KnownGroup[], isForced: boolean): KnownGroup[] {
  const members = allMembers();
  return groups.filter((group) => {
    const fault = isForced ? group.peek() : group.look();
    if (typeof fault !== 'string') return true;
    const own = members.filter(({ queue }) => queue === `${group.path}/queue`);
    sayLeftAlone(group, fault, own);
    return false;
  });
}
