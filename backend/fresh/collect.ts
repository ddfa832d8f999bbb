/** Collections of garbage: what is forked then is compact, and has room. */
import { runInNewContext } from 'node:vm';
import { v8 } from '../on-demand.ts';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/** All of it. */
export function collectGarbage(): void {
  collect ??= garbageCollector();
  collect();
}

/** What is left of what was made lately. The memory is used again, so that no more of it is touched. */
export function collectYoung(): void {
  collect ??= garbageCollector();
  collect({ type: 'minor' });
}

/** Makes a context: ask once. */
export function garbageCollector(): Collect {
  v8().setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  v8().setFlagsFromString('--no-expose-gc');
  return collect;
}
