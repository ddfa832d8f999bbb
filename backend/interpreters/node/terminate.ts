/**
 * Ends the JavaScript that is running, as process.exit() must: no catch, no finally, no promise
 * reaction of it runs any more. V8's own calls do that; node exports them, koffi reaches them.
 */
import { promiseHooks } from 'node:v8';
import { koffi } from '../../../shared/koffi.ts';

const node = koffi.load(null as unknown as string);
const isolate = node.func('void *_ZN2v87Isolate10GetCurrentEv()')();
const terminateExecution = node.func('void _ZN2v87Isolate18TerminateExecutionEv(void *)');
const cancel = node.symbol('_ZN2v87Isolate24CancelTerminateExecutionEv', 'void');

// V8 up to Node.js 20 stays terminated when a promise reaction was: it is told that it is over
// when the reactions are.
node.func(
  'void _ZN2v87Isolate30AddMicrotasksCompletedCallbackEPFvPS0_PvES2_(void *, void *, void *)',
)(isolate, cancel, null);

let stopDropping: (() => void) | undefined;

/** Never returns: control goes back to the event loop. */
export function terminate(): never {
  stopDropping ??= promiseHooks.onBefore(() => terminateExecution(isolate)) as () => void;
  clearAsyncStack();
  terminateExecution(isolate);
  for (;;);
}

/** After a termination, once the event loop has nothing left: promises work again. */
export function endTermination(): void {
  stopDropping?.();
  stopDropping = undefined;
}

/** Node.js checks, after a callback, that async ids nest; a handled exception clears their stack. */
function clearAsyncStack(): void {
  process.setUncaughtExceptionCaptureCallback(() => {});
  (
    process as unknown as { _fatalException(error: unknown, fromPromise: boolean): void }
  )._fatalException(null, false);
  process.setUncaughtExceptionCaptureCallback(null);
}
