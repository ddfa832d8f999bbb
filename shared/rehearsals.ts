/** Where backends rehearse: each in a directory of its own, beside those of the groups. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startOf } from './process-start.ts';

const pattern = /^rehearsal\.(\d+)$/;

/** @param home the user's directory */
export const rehearsalOf = (home: string, pid: number): string => join(home, `rehearsal.${pid}`);

function isDead(name: string): boolean {
  const pid = pattern.exec(name)?.[1];
  return pid !== undefined && startOf(Number(pid)) === 0n;
}

/** Who was killed while it rehearsed has left its own. */
export function removeDeadRehearsals(home: string): void {
  try {
    for (const name of readdirSync(home).filter(isDead))
      rmSync(join(home, name), { recursive: true, force: true });
  } catch {
    // Somebody else removes it, or all there is.
  }
}
