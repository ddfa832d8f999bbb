/** Listeners on `process`: those of a run go with it. */

type Listener = (...args: unknown[]) => void;
const names = () => process.eventNames() as 'exit'[];

/** @returns forgets the listeners that were added since */
export function rememberListeners(): () => void {
  const kept = new Map(names().map((name) => [name, process.rawListeners(name)]));
  return () => {
    for (const name of names()) {
      const before = kept.get(name);
      if (before !== undefined && before.length === process.listenerCount(name)) continue;
      for (const listener of process.rawListeners(name)) {
        if (!before?.includes(listener)) process.removeListener(name, listener as Listener);
      }
    }
  };
}
