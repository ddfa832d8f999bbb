/** How a process becomes a backend: started as one, or made by the parent of its group. */
import { declare, startSession } from '../../shared/libc.ts';
import { wakeUp } from '../../shared/queue.ts';
import { exitBy, leaveProcess } from '../interpreters/node/stand-ins.ts';
import { settings } from '../settings.ts';
import { Parent } from './parent.ts';

const exitNow = declare('void _exit(int status)') as (status: number) => never;

/**
 * A parent is in here as long as it lives: it is those that it has forked that come out.
 * @returns the index of the record that was marked as starting for this process
 */
export function birth(): number {
  if (!settings.isParent) return settings.record;
  const { pid } = process;
  const parent = new Parent(settings.record);
  const place = parent.enlist() ? parent.run() : undefined;
  if (place === undefined) return leaveProcess();
  settings.parent = pid;
  startSession();
  // Node.js would end the threads, which only the parent has.
  exitBy(exitNow);
  return place;
}

/** The parent is told that the queue has changed. */
export function wakeParent(): void {
  if (settings.parent !== undefined) wakeUp(settings.parent);
}
