/** A fresh run of speedy --check says what it has loaded: shared/inspection.ts. */
import { appendFileSync } from 'node:fs';
import { type FreshRun, freshRunsPath } from '../shared/inspection.ts';
import { modulesWith } from './fresh/learned.ts';
import type { Plan } from './fresh/plan.ts';
import { isRehearsing } from './fresh/rehearsal.ts';
import { settings } from './settings.ts';

let isTold = false;

/** The first time counts. */
export function tellCheck(plan: Plan | undefined, isError: boolean): void {
  const { checking, parent } = settings;
  if (checking === undefined || parent === undefined || isRehearsing() || isTold) return;
  isTold = true;
  const modules = modulesWith(plan).length;
  const told: FreshRun = { modules, ahead: plan?.ahead.length ?? 0, isError };
  appendFileSync(freshRunsPath(checking), `${JSON.stringify(told)}\n`);
}
