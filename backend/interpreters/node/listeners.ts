/** Listeners on `process`: those of a run go with it, those of modules come back for each run. */

type Listener = (...args: unknown[]) => void;
/** Event and listener; one of once() is the function around it. */
type Added = readonly [name: 'exit', listener: Listener];

const all = (): Added[] =>
  (process.eventNames() as 'exit'[]).flatMap((name) =>
    process.rawListeners(name).map((listener) => [name, listener as Listener] as const),
  );

const has = (some: readonly Added[], [name, listener]: Added): boolean =>
  some.some((one) => one[0] === name && one[1] === listener);

/** Those of ours that come and go. */
export const own = new Set<unknown>();

/** Node.js's, while it starts a program with preloads: would make every run exit with 13. */
const ofStart = 'handleProcessExit';

/** Node.js's own, those of preloads, and the backend's. */
const fresh = all().filter(([, { name }]) => name !== ofStart);

/** What once() was called with is called once in each run. */
function add([name, listener]: Added): void {
  const { listener: original } = listener as { listener?: Listener };
  if (original === undefined) process.on(name, listener);
  else process.once(name, original);
}

/** @returns adds again what has been added since it was last asked */
export function observeListeners(): () => (() => void)[] {
  let last: readonly Added[] = all();
  return () => {
    const before = last;
    last = all();
    return last.filter((one) => !has(before, one)).map((one) => () => add(one));
  };
}

/** Nearly every run leaves them as they are. */
function isFresh(): boolean {
  let count = 0;
  for (const name of process.eventNames() as 'exit'[]) {
    for (const listener of process.rawListeners(name)) {
      if (fresh[count]?.[0] !== name || fresh[count]?.[1] !== listener) return false;
      count++;
    }
  }
  return count === fresh.length;
}

/** Node.js takes those signals from the process, until the listeners are gone. */
export const hearsSignals = (): boolean =>
  process.eventNames().some((name) => typeof name === 'string' && name.startsWith('SIG'));

/** All as in a fresh process. */
export function resetListeners(): void {
  if (isFresh()) return;
  const now = all();
  for (const one of now) {
    if (!has(fresh, one) && !own.has(one[1])) process.removeListener(...one);
  }
  for (const one of fresh) if (!has(now, one)) add(one);
}
