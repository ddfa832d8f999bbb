/**
 * Timers and immediates that don't keep the event loop alive: a run has drained while they are
 * pending, and in a plain process they would never fire. Only unref() makes such a one.
 */

type Unref<T> = (this: T) => T;

const pending = new Set<WeakRef<NodeJS.Timeout | NodeJS.Immediate>>();

function watch<T extends NodeJS.Timeout | NodeJS.Immediate>(prototype: { unref: Unref<T> }): void {
  const { unref } = prototype;
  prototype.unref = function (this: T): T {
    pending.add(new WeakRef(this));
    return unref.call(this);
  };
}

/** From here on, they are noticed. */
export function watchTimers(): void {
  const timeout = setTimeout(() => {}, 0);
  const immediate = setImmediate(() => {});
  watch(Object.getPrototypeOf(timeout));
  watch(Object.getPrototypeOf(immediate));
  clearTimeout(timeout);
  clearImmediate(immediate);
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
