/** What a template loads ahead of the runs, and for which requests that is right. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aheadName } from '../../shared/inspection.ts';
import { settings } from '../settings.ts';
import type { Asked } from './asked.ts';
import type { Answers } from './questions.ts';

export interface Plan {
  readonly script: string;
  /** Whether modules find it as require.main. */
  readonly isMain: boolean;
  /** The request that taught it. */
  readonly asked: Asked;
  /** Paths, and URLs of ES modules, each behind those that it needs. */
  readonly ahead: readonly string[];
  /** In the order in which their evaluation began: so they are evaluated. */
  readonly begun: readonly string[];
  /** Of CommonJS modules: who asked for them first. */
  readonly parents: Readonly<Record<string, string>>;
  readonly builtins: readonly string[];
  /** Other files that they have read. */
  readonly files: readonly string[];
  /** Why a module is left to the run. */
  readonly left: Readonly<Record<string, string>>;
  /** What those that are loaded ahead have asked about the request. */
  readonly answers: Answers;
}

const place = (): string => join(settings.group, aheadName);

/** For whoever wants to know: speedy --check is one. */
export function showPlan(plan: Plan): void {
  const mine = `${place()}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ ...plan, asked: undefined }), { mode: 0o600 });
  renameSync(mine, place());
}

export const hidePlan = (): void => rmSync(place(), { force: true });
