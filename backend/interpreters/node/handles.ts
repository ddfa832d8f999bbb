/**
 * Handles of libuv's that don't keep the event loop alive: a run has drained while they are open,
 * and in a plain process they would end with it. Only unref() makes such a one. Those that the
 * script itself leaves behind are closed; those of modules, connections above all, are kept like
 * the modules.
 */
import { isEvaluatingModule } from './module-effects.ts';
import { isBelowScript, isCalledByScript } from './ownership.ts';
import { quietly } from './quietly.ts';
import { WeakList } from './weak-list.ts';

interface Handle {
  unref(): unknown;
  close(...args: unknown[]): unknown;
  /** Of a child process: called when it has ended. */
  onexit?: () => void;
  /** Of a server: called when somebody connects. */
  onconnection?: unknown;
}

const pending = new WeakList<Handle>();
const closed = new WeakSet<Handle>();

/** Whether a handle that doesn't keep the event loop alive any more ends with the run. */
const isOfRun = (handle: Handle): boolean =>
  isCalledByScript() || (!isEvaluatingModule() && !isConnection(handle) && isBelowScript());

const connections = new Set(['TCP', 'Pipe', 'UDP']);

/** A module keeps one on purpose: to a database, for example. */
const isConnection = (handle: Handle): boolean =>
  connections.has(handle.constructor.name) && handle.onconnection === undefined;

function watch(prototype: Handle): void {
  const { unref: plainUnref, close: plainClose } = prototype;
  // As methods, they keep their names in the bundle.
  Object.assign(prototype, {
    unref(this: Handle): unknown {
      if (isOfRun(this)) pending.add(this);
      return plainUnref.call(this);
    },
    close(this: Handle, ...args: unknown[]): unknown {
      closed.add(this);
      return plainClose.apply(this, args);
    },
  });
}

export const isClosed = (handle: object): boolean => closed.has(handle as Handle);

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
  const open = pending.take().filter((handle) => !closed.has(handle));
  for (const handle of open) ends[handle.constructor.name]?.(handle);
  return open.every((handle) => handle.constructor.name in ends);
}
