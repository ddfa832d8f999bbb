/**
 * Timers and immediates that don't keep the event loop alive: a run has drained while they are
 * pending, and in a plain process they would never fire. Only unref() makes such a one.
 */
import { executionAsyncResource } from 'node:async_hooks';
import { isEvaluatingModule } from './module-effects.ts';

type Unref<T> = (this: T) => T;

const pending = new Set<WeakRef<NodeJS.Timeout | NodeJS.Immediate>>();

function watch<T extends NodeJS.Timeout | NodeJS.Immediate>(prototype: { unref: Unref<T> }): void {
  const { unref } = prototype;
  prototype.unref = function (this: T): T {
    // One of a module's is never made again: it stays.
    if (!isEvaluatingModule()) pending.add(new WeakRef(this));
    return unref.call(this);
  };
}

const anyTimeout = setTimeout(() => {}, 0);
const anyImmediate = setImmediate(() => {});
const Timeout = anyTimeout.constructor;
clearTimeout(anyTimeout);
clearImmediate(anyImmediate);

/** From here on, they are noticed. */
export function watchTimers(): void {
  watch(Object.getPrototypeOf(anyTimeout));
  watch(Object.getPrototypeOf(anyImmediate));
}

/** A timer whose callback ends the run would else count as one that is pending. */
export function clearCurrentTimer(): void {
  const resource = executionAsyncResource();
  if (resource instanceof Timeout) clearTimeout(resource as NodeJS.Timeout);
}

export function clearTimers(): void {
  for (const reference of pending) {
    const timer = reference.deref();
    if (timer === undefined) continue;
    if ('refresh' in timer) clearTimeout(timer);
    else clearImmediate(timer);
  }
  pending.clear();
}
