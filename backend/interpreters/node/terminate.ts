/**
 * Ends the JavaScript that is running, as process.exit() must: no catch, no finally, no callback
 * and no promise reaction of it runs any more. V8's own calls do that; node exports them, koffi
 * reaches them.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers';
import { koffi } from '../../../shared/koffi.ts';
import { captureErrors } from './capture.ts';
import { current } from './current.ts';
import { hasBareMicrotasks } from './versions.ts';

/** Isolate::TerminateExecution of this isolate; undefined if this Node.js doesn't export it. */
function findTerminateExecution(): (() => void) | undefined {
  try {
    const node = koffi.load(null as unknown as string);
    const isolate = node.func('void *_ZN2v87Isolate10GetCurrentEv()')();
    const terminateExecution = node.func('void _ZN2v87Isolate18TerminateExecutionEv(void *)');
    // V8 up to Node.js 20 stays terminated when a promise reaction was: it is told that it is over
    // when the reactions are.
    const cancel = node.symbol('_ZN2v87Isolate24CancelTerminateExecutionEv', 'void');
    node.func(
      'void _ZN2v87Isolate30AddMicrotasksCompletedCallbackEPFvPS0_PvES2_(void *, void *, void *)',
    )(isolate, cancel, null);
    return () => terminateExecution(isolate);
  } catch {
    return undefined;
  }
}

const terminateExecution = findTerminateExecution();

/** Else process.exit() has to end the process. */
export const canTerminate = terminateExecution !== undefined;

const nothing = (): void => {};
/** Where Node.js keeps the callback of an immediate, a timer, a tick or a microtask. */
const callbackNames = ['_onImmediate', '_onTimeout', 'callback'] as const;

/** While exit is emitted, another one is in its place. */
const { nextTick } = process;

let isDropping = false;

if (hasBareMicrotasks) {
  // No hook says when such a one runs: it looks by itself.
  const plain = queueMicrotask;
  globalThis.queueMicrotask = function queueMicrotask(callback) {
    const callMicrotask = () => isDropping || callback();
    plain(typeof callback === 'function' ? callMicrotask : callback);
  };
}

/** The async id that was given last, while we drop callbacks. */
let lastId = 0;
/** Those of our own callbacks. */
const ours = new Set<number>();

/** Gives a module's interval its callback back. */
let restore: (() => void)[] = [];

/** Makes a callback do nothing; a promise reaction, which has none to be found, is ended. */
function drop(resource: Record<string, unknown>): void {
  const name = callbackNames.find((one) => one in resource);
  if (name !== undefined) {
    const callback = resource[name];
    if (callback !== nothing) restore.push(() => Object.assign(resource, { [name]: callback }));
    resource[name] = nothing;
    return;
  }
  clearAsyncStack();
  terminateExecution?.();
}

const dropping = createHook({
  init: (id) => {
    lastId = id;
  },
  before: (id) => {
    if (!ours.has(id)) drop(executionAsyncResource() as Record<string, unknown>);
  },
});

/** Drops what waits already, as the event loop comes round. */
function dropCallbacks(): void {
  let over = false;
  isDropping = true;
  const look = (): void => {
    if (over) {
      dropping.disable();
      isDropping = false;
      ours.clear();
      for (const one of restore) one();
      restore = [];
    } else {
      setImmediate(look);
      ours.add(lastId);
    }
  };
  dropping.enable();
  // Behind all that wait: when it runs, they are gone.
  nextTick.call(process, () => {
    over = true;
  });
  ours.add(lastId);
  setImmediate(look);
  ours.add(lastId);
}

/** Never returns: control goes back to the event loop. */
export function terminate(): never {
  clearAsyncStack();
  dropCallbacks();
  terminateExecution?.();
  for (;;);
}

/**
 * Node.js checks, after a callback, that async ids nest; a handled exception clears their stack.
 * It also leaves an immediate that does nothing.
 */
function clearAsyncStack(): void {
  captureErrors(null); // the script's: its run is over
  captureErrors(() => {});
  current.isClearing = true;
  (
    process as unknown as { _fatalException(error: unknown, fromPromise: boolean): void }
  )._fatalException(null, false);
  current.isClearing = false;
  captureErrors(null);
}
