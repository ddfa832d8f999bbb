/**
 * A run as the script sees it: it begins like a process, and ends like one. Node.js itself says
 * when, by what it calls:
 *
 *   nothing is left to wait for     process.emit('beforeExit')   drained, finish: the process stays
 *   process.exit()                  process.reallyExit()         end: terminate, then as above; or
 *     something would go on                                      the process ends
 *   an uncaught error               process.emit('exit')         die: the process ends
 *   a signal, a crash               nothing                      the keeper tells the frontend
 */
import { setImmediate } from 'node:timers';
import { current, type Endings, type Main, type Run } from './current.ts';
import { renewProcess } from './foreign.ts';
import { watchHandles } from './handles.ts';
import { rememberFresh } from './leftovers.ts';
import { isLoopAlive } from './loop.ts';
import { forgetDone } from './module-effects.ts';
import { writeStacks } from './stack.ts';
import { plainUptime, putStandIns } from './stand-ins.ts';
import { forwardStreams, openStreams } from './streams.ts';
import { hasTimers, putOffTimers, watchTimers } from './timers.ts';

/** @param find compiles the script, if that must be done; undefined if it can't be run */
export function beginRun(argv: string[], find: () => Main | undefined): void {
  const mine: Run = {
    evaluating: true,
    unsettled: false,
    status: undefined,
    main: undefined,
  };
  current.run = mine;
  current.begun = plainUptime();
  process.argv = argv;
  process.exitCode = undefined;
  openStreams();
  forgetDone();
  // In a later turn of the event loop: what the last run has closed is gone from it by then.
  setImmediate(() => setImmediate(evaluate, mine, find));
}

function evaluate(mine: Run, find: () => Main | undefined): void {
  const settled = evaluateMain(mine, find);
  // A plain process looks for timers that are due only if there is something to wait for.
  if (hasTimers() && !isLoopAlive()) putOffTimers();
  if (settled === undefined) return;
  mine.unsettled = true;
  void settled.then(() => {
    mine.unsettled = false;
  });
}

/** An error may be caught by a listener, and the run go on. */
function evaluateMain(mine: Run, find: () => Main | undefined): void | Promise<void> {
  try {
    forwardStreams();
    renewProcess();
    mine.main = find();
    return mine.main?.evaluate();
  } finally {
    mine.evaluating = false;
  }
}

export function watchRuns(watcher: Endings): void {
  current.endings = watcher;
  watchTimers();
  watchHandles();
  putStandIns();
  writeStacks();
  rememberFresh();
}
