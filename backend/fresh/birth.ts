/** How a process becomes a backend: started as one, or made by the parent of its group. */
import { declare, reason, startSession } from '../../shared/libc.ts';
import { offerPrepared } from '../interpreters/node/compiled.ts';
import { exitBy, leaveProcess } from '../interpreters/node/stand-ins.ts';
import { hasInterruptBudget } from '../interpreters/node/versions.ts';
import { say } from '../log.ts';
import { v8 } from '../on-demand.ts';
import { ownRecord } from '../own-record.ts';
import { settings } from '../settings.ts';
import { collectGarbage } from './collect.ts';
import { Parent } from './parent.ts';
import { scout } from './scout.ts';
import { Template } from './template.ts';
import type { Role } from './templates.ts';

const exitNow = declare('void _exit(int status)') as (status: number) => never;
/** Those who are forked later learn from it. */
const tellTouched = declare('void tell_touched()');
const readTouched = declare('void read_touched()');
const failed = 1;

/** The template that this process is, or was forked from. */
let template: Template | undefined;
let isScout = false;
/** Of the parent of the group, in those that come from it. */
let parent: number | undefined;

function becomeBackend(place: number): number {
  settings.parent = parent;
  startSession();
  return place;
}

export interface Work {
  /** Has a script ready before it is asked for. */
  compile(script: string): void;
  /** The process is about to end, with that status: whoever waits for it is told. */
  leave(status: number): void;
}

let isCollected = false;

/** What has to be done for the garbage is done in the event loop: else each child would do it. */
function collectOnce(): void {
  isCollected = true;
  collectGarbage();
  setImmediate(() => {}); // and we are asked again
}

/** Both do their work in the event loop. */
function become(role: Role, compile: Work['compile']): void {
  offerPrepared();
  if (role.kind === 'scout') {
    isScout = true;
    void scout(role.mission).then(
      () => exitNow(0),
      () => exitNow(failed),
    );
    return;
  }
  template = new Template(role.plan, parent ?? 0, role.orders);
  template.prepare(compile).catch((error) => {
    say(`nothing is loaded ahead: ${reason(error)}`);
    exitNow(failed);
  });
}

function comeFromParent({ compile, leave }: Work): number | undefined {
  const { pid } = process;
  const made = new Parent(settings.record);
  v8().setFlagsFromString('--lazy-feedback-allocation'); // scripts are run once
  v8().setFlagsFromString('--no-minor-gc-task'); // each child would do what the parent has left undone
  // On the only thread there is, functions of short runs aren't worth it.
  if (hasInterruptBudget) v8().setFlagsFromString('--interrupt-budget=1000000');
  const born = made.enlist() ? made.run() : undefined;
  if (born === undefined) return leaveProcess();
  parent = pid;
  // Node.js would end the threads, which only the parent has.
  exitBy((status) => {
    leave(status);
    tellTouched();
    return exitNow(status);
  });
  if (born.kind === 'backend') return becomeBackend(born.place);
  isCollected = false;
  become(born, compile);
  return undefined;
}

/**
 * Called when the event loop is empty. A parent is in here as long as it lives: it is those that it
 * has forked that come out.
 * @returns the index of the record that was marked as starting for this process; undefined while it
 * is no backend
 */
export function birth(work: Work): number | undefined {
  if (!settings.isParent) return settings.record;
  if (!isCollected) {
    collectOnce();
    return undefined;
  }
  if (isScout) return exitNow(failed); // it waits for nothing, and yet isn't done
  if (template === undefined) return comeFromParent(work);
  const place = template.run();
  return place === undefined ? exitNow(failed) : becomeBackend(place);
}

/** Where nobody has taken this process yet, what runs read is read meanwhile. */
export function readAhead(): void {
  if (parent !== undefined && ownRecord.idleTime !== undefined) readTouched();
}

/** Whether what was loaded ahead has changed since. */
export const isStale = (): boolean => template?.isStale ?? false;

/** What was loaded ahead, and for which requests. */
export const planned = () => template?.plan;
