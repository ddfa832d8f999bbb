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

/** What was made lately. */
function collectYoung(): void {
  collect ??= garbageCollector();
  collect({ type: 'minor' });
}

/**
 * Each child costs who has it made some 80 KiB of garbage. V8 would let that fill 16 MiB twice: each fork
 * copies the page tables of that, and each exit frees them. It moves what is alive, so the pages that runs
 * write to are others then: the next child learns them anew, as many as TELL_EACH in touched.c.
 */
const childrenPerCollection = 16;

let children = 0;

/** A child is made next, by us or by a template. */
export function countChild(): void {
  if (children > 0 && children % childrenPerCollection === 0) collectYoung();
  children++;
}

/** In a child. */
export function forgetChildren(): void {
  children = 0;
}

/** Makes a context: ask once. */
export function garbageCollector(): Collect {
  v8().setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  v8().setFlagsFromString('--no-expose-gc');
  return collect;
}
