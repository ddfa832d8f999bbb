/** Has a successor started before this backend leaves: it waits as an heir until then. */
import { reason } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { isUpgraded } from './changes/own.ts';
import { say } from './log.ts';
import { ownRecord } from './own-record.ts';
import { predecessorName } from './settings.ts';
import { startBackend } from './start.ts';
import type { Vacancy } from './succession.ts';

/** @returns the pid of who starts there, 0 if that fails: then a frontend starts one */
export function startSuccessor({ index, predecessor }: Vacancy): number {
  if (isUpgraded()) return 0; // another build knows nothing of this queue
  try {
    return startBackend(index, process.execArgv, [`${predecessorName}=${predecessor}`]);
  } catch (error) {
    say(`no successor: ${reason(error)}`);
    return 0;
  }
}

class Successor {
  /** The pid of its keeper; 0 as long as none was started. */
  starter = 0;
  private hasFailed = false;

  /** One try is enough: without an heir, another one is started when this backend leaves. */
  prepare(): void {
    if (this.starter !== 0 || this.hasFailed) return;
    const index = ownRecord.expectHeir();
    if (index === undefined) return;
    this.starter = startSuccessor({ index, predecessor: process.pid });
    this.hasFailed = this.starter === 0;
    if (this.hasFailed) ownRecord.expectNoHeir();
  }

  /** Whether there is nothing to wait for: it is ready, or doesn't come. */
  get isSettled(): boolean {
    if (this.hasFailed || ownRecord.hasHeir) return true;
    return this.starter !== 0 && startOf(this.starter) === 0n;
  }
}

export const successor = new Successor();
