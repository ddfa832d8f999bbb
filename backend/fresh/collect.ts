/** A full collection of garbage: what is forked then is compact, and has room. */
import { runInNewContext } from 'node:vm';
import { v8 } from '../on-demand.ts';

export const collectGarbage = (): void => garbageCollector()();

/** Makes a context: ask once. */
export function garbageCollector(): () => void {
  v8().setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  v8().setFlagsFromString('--no-expose-gc');
  return collect;
}
