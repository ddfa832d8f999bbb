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
import { EventEmitter } from 'node:events';
import { wishes } from '../../interface/wishes.ts';
import { endHandles, watchHandles } from './handles.ts';
import { clearLeftovers, rememberFresh } from './leftovers.ts';
import { isLoopAlive } from './loop.ts';
import { redoEffects } from './module-effects.ts';
import { writeStacks } from './stack.ts';
import { flushStreams, openStreams, releaseStreams } from './streams.ts';
import { canTerminate, terminate } from './terminate.ts';
import { clearCurrentTimer, watchTimers } from './timers.ts';
import { tellsUnsettled } from './versions.ts';

const unsettledStatus = 13;
const failedStatus = 1;

interface Hidden {
  reallyExit(code: number): never;
  _exiting: boolean;
}
const hidden = process as unknown as Hidden;
const { reallyExit } = hidden;
const plainExit = process.exit;
const plainEmit = EventEmitter.prototype.emit;

/** What the backend does when something has ended. */
export interface Endings {
  /** The event loop is empty, and there is no run: wait for one. */
  idle(): void;
  /**
   * The run has ended.
   * @param isClean nothing of it goes on: the process may serve another one
   */
  ended(status: number, isClean: boolean): void;
  /** The process ends with the run, and may have something to say until it is gone. */
  dying(status: number): void;
}

interface Run {
  /** The script is being evaluated: no callback of it is. */
  evaluating: boolean;
  /** Evaluated, but a top-level await is not settled. */
  unsettled: boolean;
  /** Known once the listeners of exit have been called: they aren't called again. */
  status: number | undefined;
  main: Main | undefined;
}

let run: Run | undefined;
let endings: Endings;
/** process.exit(), and we ourselves, emit it: not Node.js, because of an error. */
let isExpected = false;

const statusNow = (): number => Number(process.exitCode ?? 0) & 255;

/** A script, as a run needs it. */
export interface Main {
  /** From its first line on; a promise if it awaits at its top level. */
  readonly evaluate: () => void | Promise<void>;
  /** Whether a part of it, or of what it loads, has not been evaluated to its end. */
  readonly isLoading: () => boolean;
}

/** @param find compiles the script, if that must be done; undefined if it can't be run */
export function beginRun(argv: string[], find: () => Main | undefined): void {
  const mine: Run = { evaluating: true, unsettled: false, status: undefined, main: undefined };
  run = mine;
  process.argv = argv;
  process.exitCode = undefined;
  openStreams();
  redoEffects();
  // In a later turn of the event loop: what the last run has closed is gone from it by then.
  setImmediate(() => setImmediate(evaluate, mine, find));
}

function evaluate(mine: Run, find: () => Main | undefined): void {
  const settled = evaluateMain(mine, find);
  if (settled === undefined) return;
  mine.unsettled = true;
  void settled.then(() => {
    mine.unsettled = false;
  });
}

/** An error may be caught by a listener, and the run go on. */
function evaluateMain(mine: Run, find: () => Main | undefined): void | Promise<void> {
  try {
    mine.main = find();
    return mine.main?.evaluate();
  } finally {
    mine.evaluating = false;
  }
}

/** Behind all else of the script. What its cleanups begin is waited for: then this is called again. */
function cleanUp(mine: Run, status: number): void {
  mine.status = status;
  if (wishes.cleanups.any) setImmediate(() => wishes.cleanups.call());
  else finish(withFailure(status));
}

const withFailure = (status: number): number =>
  wishes.cleanups.failed ? status || failedStatus : status;

/** The streams of the run go, and all that listens. */
function finish(status: number): void {
  run = undefined;
  releaseStreams();
  endings.ended(status & 255, endHandles());
  clearLeftovers();
}

/** Nothing is left to wait for. */
function drained(): void {
  // The script's own emit() called us, and may go on behind this.
  if (run !== undefined && Object.hasOwn(process, 'emit')) setImmediate(endOrAsk, run);
  else if (run !== undefined) endOrAsk(run);
  if (run === undefined) endings.idle();
}

/** By a listener, or an emit() of the script's own. */
const isExitHeard = (): boolean =>
  process.listenerCount('exit') > 0 || Object.hasOwn(process, 'emit');

/** Listeners are called from a callback of the event loop: process.exit() must work in them. */
function endOrAsk(mine: Run): void {
  const { status, unsettled } = mine;
  if (status !== undefined) cleanUp(mine, status);
  else if (process.listenerCount('beforeExit') > 0) setImmediate(emitBeforeExit);
  else if (isExitHeard()) setImmediate(emitExit);
  else cleanUp(mine, unsettled && process.exitCode === undefined ? unsettledStatus : statusNow());
}

/** By the script's own emit(), if it has put one there. */
function emitOurselves(name: 'beforeExit' | 'exit', status: number): void {
  isExpected = true;
  try {
    process.emit(name as 'exit', status);
  } finally {
    isExpected = false;
  }
}

function emitBeforeExit(): void {
  emitOurselves('beforeExit', statusNow());
  if (isLoopAlive()) return; // it will drain again
  setImmediate(() => {
    if (!isLoopAlive()) emitExit();
  });
}

function emitExit(): void {
  if (run === undefined) return;
  const before = statusNow();
  if (run.unsettled) process.exitCode ??= unsettledStatus;
  const status = tellsUnsettled ? statusNow() : before;
  hidden._exiting = true;
  emitOurselves('exit', status);
  hidden._exiting = false;
  cleanUp(run, statusNow());
}

/** The end of process.exit(), behind the listeners of exit. */
function end(status: number): never {
  isExpected = false;
  hidden._exiting = false;
  if (run === undefined) return reallyExit.call(process, status);
  clearCurrentTimer();
  if (!canTerminate || isLoopAlive() || run.main?.isLoading()) {
    // Something would go on, or never be whole: the process ends, as a plain one would.
    return reallyExit.call(process, die(run, status));
  }
  flushStreams();
  run.status = status;
  run.evaluating = false;
  return terminate();
}

/**
 * The process ends with the run: nothing that is begun now is waited for. After an uncaught error,
 * Node.js prints it behind this.
 * @returns the exit status
 */
function die(mine: Run, status: number): number {
  mine.status = status;
  wishes.leave = true; // also where process.exit() in a cleanup keeps this process
  wishes.cleanups.call();
  const told = withFailure(status);
  wishes.shutdownHandlers.call();
  flushStreams();
  releaseStreams();
  endings.dying(told);
  return told;
}

/** In the place of Node.js's own. As methods, they keep their names in the bundle. */
const standIns = {
  exit(this: void, ...args: [number?]): never {
    isExpected = true;
    try {
      return plainExit.apply(process, args);
    } finally {
      isExpected = false; // it throws if the status is none
    }
  },

  emit(this: EventEmitter, name: string, ...args: unknown[]): unknown {
    if (this !== (process as unknown)) return plainEmit.call(this, name, ...args);
    // Not where the script itself emits it.
    const isDrained = name === 'beforeExit' && !isExpected && run?.evaluating !== true;
    if (isDrained && !isLoopAlive()) return drained();
    const isAgain = name === 'exit' && run?.status !== undefined;
    const had = isAgain ? false : plainEmit.call(this, name, ...args);
    if (name === 'exit' && !isExpected && run !== undefined) die(run, statusNow() || failedStatus);
    return had;
  },
};

/** Ends the process, whatever runs. */
export function leaveProcess(): never {
  return reallyExit.call(process, 0);
}

export function watchRuns(watcher: Endings): void {
  endings = watcher;
  watchTimers();
  watchHandles();
  Object.assign(process, { exit: standIns.exit, reallyExit: end });
  Object.getPrototypeOf(process).emit = standIns.emit;
  writeStacks();
  rememberFresh();
}
