/**
 * The heir of a backend: a successor that was started before it leaves. It listens already, and isn't
 * in the queue: its pid stands in its predecessor's record, which becomes its own.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { heirComes } from '../shared/layout.ts';
import { startOf } from '../shared/process-start.ts';
import type { Entry } from '../shared/record.ts';

export interface Heir {
  readonly pid: number;
  readonly pidStart: bigint;
}

/**
 * @param group path of its directory
 * @returns the one that is ready to take the place of the backend with that record
 */
export function heirIn(group: string, entry: Entry): Heir | undefined {
  const pid = entry.get('heir');
  if (pid <= heirComes || !existsSync(join(group, String(pid)))) return undefined;
  const pidStart = startOf(pid);
  return pidStart === 0n ? undefined : { pid, pidStart };
}

/** There will be no place for it: it ends. One that is still to come sees that by itself. */
export function dismissHeir(group: string, entry: Entry): void {
  const heir = heirIn(group, entry);
  if (heir === undefined) return;
  rmSync(join(group, String(heir.pid)), { force: true });
  try {
    process.kill(heir.pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
