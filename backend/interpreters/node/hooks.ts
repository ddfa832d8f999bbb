/** Async hooks and performance observers: those that a script has enabled are disabled with its run. */
import { createHook } from 'node:async_hooks';
import { isDirect } from './ownership.ts';
import { WeakList } from './weak-list.ts';

type Methods<On extends string, Off extends string> = Record<
  On | Off,
  (...args: never[]) => unknown
>;

const pending: (() => void)[] = [];

/** @returns disables those that scripts have enabled since */
function watch<On extends string, Off extends string>(
  prototype: Methods<On, Off>,
  on: On,
  off: Off,
): () => void {
  const plain = prototype[on];
  const enabled = new WeakList<Methods<On, Off>>();
  // As a method, it keeps its name in the bundle.
  const { [on]: method } = {
    [on](this: Methods<On, Off>, ...args: never[]): unknown {
      if (isDirect()) enabled.add(this);
      return plain.apply(this, args);
    },
  };
  Object.assign(prototype, { [on]: method });
  return () => {
    for (const one of enabled.take()) one[off]();
  };
}

/** From here on, they are noticed. */
export function watchHooks(): void {
  const { PerformanceObserver } = globalThis;
  pending.push(
    watch(Object.getPrototypeOf(createHook({})), 'enable', 'disable'),
    watch(PerformanceObserver.prototype as never, 'observe', 'disconnect'),
  );
}

export function clearHooks(): void {
  for (const clear of pending) clear();
}
