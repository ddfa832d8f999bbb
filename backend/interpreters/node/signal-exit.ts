/**
 * The package signal-exit, on which many others build, replaces process.emit and the like when it
 * is first used, and remembers that it has: that would be gone after a run, with its listeners.
 */
import { moduleCache, modules } from './module-cache.ts';

type Listener = (...args: unknown[]) => void;
type Entry = readonly [event: string, listener: Listener];

interface Package {
  load(): void;
  unload(): void;
}
/** Of version 3, one of node:events; of version 4, one of its own. Both are global. */
interface Emitter {
  emitted: Record<string, boolean>;
  listeners: Record<string, Listener[]> | ((event: string) => Listener[]);
  on(event: string, listener: Listener): void;
  removeListener(event: string, listener: Listener): void;
}

const events = ['exit', 'afterexit', 'afterExit'];
const ofVersion4 = Symbol.for('signal-exit emitter');

function emitters(): Emitter[] {
  const { __signal_exit_emitter__: third } = process as { __signal_exit_emitter__?: Emitter };
  const { [ofVersion4]: fourth } = globalThis as { [ofVersion4]?: Emitter };
  return [third, fourth].filter((one) => one !== undefined);
}

function entries(emitter: Emitter): Entry[] {
  const { listeners } = emitter;
  const of = (event: string): Listener[] =>
    typeof listeners === 'function' ? listeners.call(emitter, event) : (listeners[event] ?? []);
  return events.flatMap((event) => of(event).map((listener) => [event, listener] as const));
}

/** There may be several of them, each with its own memory. */
function packages(): Package[] {
  const isOne = (name: string) => /\/signal-exit\/(?:dist\/[cm]js\/)?index\.js$/.test(name);
  const required = Object.keys(moduleCache).filter(isOne);
  const imported = [...modules].filter(([url]) => isOne(url)).map(([, { namespace }]) => namespace);
  return [...required.map((name) => moduleCache[name]?.exports), ...imported] as Package[];
}

function add(emitter: Emitter, [event, listener]: Entry): void {
  for (const one of packages()) one.load();
  emitter.on(event, listener);
}

/** @returns adds again the listeners that have been added since it was last asked */
export function observeSignalExit(): () => (() => void)[] {
  let known = new Set<Listener>();
  return () => {
    const all = emitters().flatMap((emitter) =>
      entries(emitter).map((entry) => ({ emitter, entry })),
    );
    const added = all.filter(({ entry }) => !known.has(entry[1]));
    known = new Set(all.map(({ entry }) => entry[1]));
    return added.map(
      ({ emitter, entry }) =>
        () =>
          add(emitter, entry),
    );
  };
}

/** As if it had not been used. */
export function resetSignalExit(): void {
  const all = emitters();
  if (all.length === 0) return;
  for (const one of packages()) one.unload();
  for (const emitter of all) {
    for (const entry of entries(emitter)) emitter.removeListener(...entry);
    for (const event of Object.keys(emitter.emitted)) emitter.emitted[event] = false;
  }
}
