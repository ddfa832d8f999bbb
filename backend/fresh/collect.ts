/** Collections of garbage: what is forked then is compact, and has room. */
import { runInNewContext } from 'node:vm';
import { v8 } from '../on-demand.ts';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collector: Collect | undefined;

function collect(...options: Parameters<Collect>): void {
  collector ??= garbageCollector();
  collector(...options);
}

export const collectGarbage = (): void => collect();

/**
 * Each child leaves some 80 KiB of garbage in who has it made. V8 would let that fill 16 MiB twice, and
 * each fork copies the page tables of all that, which each exit frees. A collection moves what is alive:
 * runs write to other pages then, which the next child learns anew, since TELL_EACH of touched.c is the same.
 */
const childrenPerCollection = 16;

let children = 0;

/** Before a child is made, by us or by a template: of the young garbage, what earlier ones have left. */
export function collectNowAndThen(): void {
  if (children > 0 && children % childrenPerCollection === 0) collect({ type: 'minor' });
  children++;
}

/** In a child: it has made none. */
export function forgetChildren(): void {
  children = 0;
}

/** Makes a context: ask once. */
export function garbageCollector(): Collect {
  v8().setFlagsFromString('--expose-gc');
  const made = runInNewContext('gc') as Collect;
  v8().setFlagsFromString('--no-expose-gc');
  return made;
}
