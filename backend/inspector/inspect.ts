/** Tells what a run finds that earlier ones have left, and takes away what the plan doesn't keep. */
import { appendFileSync, readFileSync } from 'node:fs';
import { type Plan, planPath, type Sighting, sightingsPath } from '../../shared/inspection.ts';
import { Builtins } from '../builtins.ts';
import type { Inspector, Loader } from '../inspector.ts';
import { Globals } from './globals.ts';
import { Handles } from './handles.ts';
import { Modules } from './modules.ts';

/** Node.js ends for an uncaught error, and not because it was told to. */
const isFailing = (): boolean => (process as unknown as { _exiting: boolean })._exiting;

/** @param checking the value of SPEEDY_CHECKING */
export function inspect(checking: string, loader: Loader): Inspector {
  const plan = JSON.parse(readFileSync(planPath(checking), 'utf8')) as Plan;
  const builtins = new Builtins();
  const globals = new Globals();
  const modules = new Modules(loader);
  const handles = new Handles();
  let isFirst = true;

  function tell(end?: Sighting['end']): void {
    const changed = [...builtins.changes()].map(({ name }) => name);
    const found = { modules: modules.list(), globals: globals.list(), changed };
    const sighting = { ...found, handles: handles.list(end !== undefined), end };
    appendFileSync(sightingsPath(checking), `${JSON.stringify(sighting)}\n`);
  }

  function look(): void {
    tell();
    if (plan.keep !== 'all') modules.forgetAllBut(plan.keep);
    if (!plan.keepGlobals) globals.forget();
  }

  /** What the last run has closed is gone when immediates run; what goes on may still be there. */
  function beginning(): void {
    if (!isFirst) setImmediate(look);
    isFirst = false;
  }

  const dying = (): void =>
    tell({ isError: isFailing(), resources: process.getActiveResourcesInfo() });

  return { beginning, dying };
}
