/**
 * Handles of libuv's that don't keep the event loop alive: a run has drained while they are open,
 * and in a plain process they would end with it. Only unref() makes such a one. Those that the
 * script itself leaves behind are closed; those of modules, connections above all, are kept like
 * the modules.
 */
import { pathToFileURL } from 'node:url';
import { quietly } from './quietly.ts';
import { callerFile } from './stack.ts';

interface Handle {
  unref(): unknown;
  close(...args: unknown[]): unknown;
  /** Of a child process: called when it has ended. */
  onexit?: () => void;
}

/** A script's, still open. */
const pending = new Set<WeakRef<Handle>>();
const closed = new WeakSet<Handle>();

/** As call sites name the scripts that are run here. */
const scripts = new Set<string>();

/** @param filename of a script: what it opens ends with its runs */
export function addScript(filename: string): void {
  scripts.add(filename);
  scripts.add(pathToFileURL(filename).href);
}

function watch(prototype: Handle): void {
  const { unref: plainUnref, close: plainClose } = prototype;
  // As methods, they keep their names in the bundle.
  Object.assign(prototype, {
    unref(this: Handle): unknown {
      if (scripts.has(callerFile() ?? '')) pending.add(new WeakRef(this));
      return plainUnref.call(this);
    },
    close(this: Handle, ...args: unknown[]): unknown {
      closed.add(this);
      return plainClose.apply(this, args);
    },
  });
}

/** From here on, they are noticed. */
export function watchHandles(): void {
  const { Process } = quietly(() =>
    (process as unknown as { binding(name: string): { Process: { prototype: Handle } } }).binding(
      'process_wrap',
    ),
  );
  watch(Object.getPrototypeOf(Process.prototype));
  watch(MessagePort.prototype as unknown as Handle);
}

/** What a handle does when its run has ended; undefined for one that can't be taken away. */
const ends: Readonly<Record<string, (handle: Handle) => void>> = {
  TCP: (handle) => handle.close(),
  Pipe: (handle) => handle.close(),
  UDP: (handle) => handle.close(),
  FSEvent: (handle) => handle.close(),
  // Node.js's own: it follows the listeners.
  Signal: () => {},
  // It goes on as a child of ours, so that it is waited for; nobody is told.
  Process: (handle) => {
    handle.onexit = () => handle.close();
  },
};

/** @returns false if something stays open, so that the process can't serve another run */
export function endHandles(): boolean {
  if (pending.size === 0) return true;
  const left = [...pending].map((one) => one.deref());
  pending.clear();
  const open = left.filter((handle) => handle !== undefined && !closed.has(handle)) as Handle[];
  for (const handle of open) ends[handle.constructor.name]?.(handle);
  return open.every((handle) => handle.constructor.name in ends);
}
