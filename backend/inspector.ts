/** What looks at runs for speedy --check; it is loaded in a backend that finds a plan. */
import { existsSync } from 'node:fs';
import { planPath } from '../shared/inspection.ts';
import * as cache from './interpreters/node/module-cache.ts';
import * as resolving from './interpreters/node/resolve.ts';
import { settings } from './settings.ts';

export interface Inspector {
  /** A run is about to begin. */
  beginning(): void;
  /** The process ends with the run. */
  dying(): void;
}

/** What it needs of the loader; it has a file of its own, and would have its own. */
export type Loader = typeof resolving & typeof cache;

export function findInspector(): Inspector | undefined {
  const { checking } = settings;
  if (checking === undefined || !existsSync(planPath(checking))) return undefined;
  const { inspect } = require('./inspector.cjs') as typeof import('./inspector/inspect.ts');
  return inspect(checking, { ...resolving, ...cache });
}
