/** What of Node.js serves once in a process: a run that loads it is the last. */

/** Of node:test. */
const once = 'NativeModule internal/test_runner/harness';

const list = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
let looked = list.length;

/** @returns whether one has been loaded since it was last asked */
export function isSpent(): boolean {
  if (list.length === looked) return false;
  const added = list.slice(looked);
  looked = list.length;
  return added.includes(once);
}
