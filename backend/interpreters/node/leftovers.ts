/** What a run may leave in Node.js's own objects: the next one finds them as a fresh process would. */
import { captureErrors } from './capture.ts';
import { clearChannels, watchChannels } from './channels.ts';
import { clearHooks, watchHooks } from './hooks.ts';
import { endInspector } from './inspector.ts';
import { resetListeners } from './listeners.ts';
import { patchable, rememberPatchable } from './patchable.ts';
import { resetSignalExit } from './signal-exit.ts';
import { clearTimers } from './timers.ts';

/** The console's, which only it reaches. */
interface Hidden {
  _times?: Map<string, unknown>;
  [symbol: symbol]: unknown;
}
const hidden = console as unknown as Hidden;
const counts = Object.getOwnPropertySymbols(console).find(
  ({ description }) => description === 'counts',
);
const { title } = process;
let execArgv: readonly string[] = [];

function resetConsole(): void {
  if (counts !== undefined) (hidden[counts] as Map<string, number>).clear();
  hidden._times?.clear();
}

function clearEntries(): void {
  performance.clearMarks();
  performance.clearMeasures();
  performance.clearResourceTimings();
}

/** How things are now is how each run finds them. */
export function rememberFresh(): void {
  execArgv = [...process.execArgv];
  watchChannels();
  watchHooks();
  rememberPatchable();
}

/** What is patched, timers, listeners, the title, a capture of uncaught errors and the like. */
export function clearLeftovers(): void {
  endInspector();
  clearTimers();
  clearChannels();
  clearHooks();
  clearEntries();
  resetSignalExit();
  for (const properties of patchable()) properties.reset();
  resetListeners();
  resetConsole();
  if (process.title !== title) process.title = title;
  process.execArgv = [...execArgv];
  if (process.hasUncaughtExceptionCaptureCallback()) {
    captureErrors(null);
  }
}
