/** Listeners on `process`: those of a run go with it. */

type Listener = (...args: unknown[]) => void;
const names = () => process.eventNames() as 'exit'[];

/** @returns forgets the listeners that were added since */
export function rememberListeners(): () => void {
  const kept = new Map(names().map((name) => [name, process.rawListeners(name)]));
  return () => {
    for (const name of names()) {
      for (const listener of process.rawListeners(name)) {
        if (!kept.get(name)?.includes(listener)) process.removeListener(name, listener as Listener);
      }
    }
  };
}
