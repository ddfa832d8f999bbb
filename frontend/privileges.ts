/** What this process may do beyond its user's rights. */

import type { Privileges } from '../shared/key.ts';
import { checked } from '../shared/libc.ts';

const getNoNewPrivileges = 39; // PR_GET_NO_NEW_PRIVS
const numberSize = 4;

// Node.js adds the effective group to the others.
const getgroups = checked('int getgroups(int size, void *list)');
const prctl = checked(
  'int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)',
);

function supplementaryGroups(): number[] {
  const list = Buffer.alloc(numberSize * getgroups(0, null));
  const count = getgroups(list.length / numberSize, list);
  return Array.from({ length: count }, (_, i) => list.readUInt32LE(i * numberSize));
}

export const ownPrivileges = (): Privileges => ({
  group: process.getegid?.() ?? 0,
  groups: supplementaryGroups(),
  gainsNone: prctl(getNoNewPrivileges, 0, 0, 0, 0) === 1,
});
