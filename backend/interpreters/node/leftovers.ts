/** What a run may leave in Node.js's own objects: the next one finds them as a fresh process would. */
import { isDeepStrictEqual } from 'node:util';
import { rememberListeners } from './listeners.ts';
import { clearTimers } from './timers.ts';
import { groupIndent } from './versions.ts';

/** The console's, which only it reaches. */
interface Hidden {
  _times?: Map<string, unknown>;
  [symbol: symbol]: unknown;
}
const hidden = console as unknown as Hidden;
const symbols = new Map(
  Object.getOwnPropertySymbols(console).map((symbol) => [symbol.description, symbol]),
);
const indent = symbols.get(groupIndent);
const counts = symbols.get('counts');
const { title, env } = process;
const execArgv = [...process.execArgv];
const forgetListeners = rememberListeners();

function resetConsole(): void {
  if (indent !== undefined) hidden[indent] = '';
  if (counts !== undefined) (hidden[counts] as Map<string, number>).clear();
  hidden._times?.clear();
}

/** console.group() and the like, the title, timers, listeners, a capture of uncaught errors. */
export function clearLeftovers(): void {
  clearTimers();
  forgetListeners();
  resetConsole();
  if (process.title !== title) process.title = title;
  if (process.env !== env) process.env = env;
  if (!isDeepStrictEqual(process.execArgv, execArgv)) process.execArgv = [...execArgv];
  if (process.hasUncaughtExceptionCaptureCallback()) {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}
