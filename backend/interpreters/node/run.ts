/**
 * A run as the script sees it: it begins like a process, and ends like one. Node.js itself says
 * when: it emits beforeExit once the event loop is empty, exit when an uncaught error ends the
 * process, and process.exit() goes through process.reallyExit().
 */
import { EventEmitter } from 'node:events';
import { rememberListeners } from './listeners.ts';
import { isLoopAlive } from './loop.ts';
import { flushStreams, openStreams, releaseStreams } from './streams.ts';
import { terminate } from './terminate.ts';
import { clearCurrentTimer, clearTimers, watchTimers } from './timers.ts';

const unsettledStatus = 13;

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
  /** The run has ended, the process stays. */
  ended(status: number): void;
  /** The process ends with the run, and may have something to say until it is gone. */
  dying(status: number): void;
}

interface Run {
  /** The script is being evaluated: no callback of it is. */
  evaluating: boolean;
  /** Evaluated, but a top-level await is not settled. */
  unsettled: boolean;
  /** What process.exit() was called with. */
  status: number | undefined;
}

let run: Run | undefined;
let endings: Endings;
/** process.exit() emits exit by itself. */
let viaExit = false;
const forgetListeners = rememberListeners();

const statusNow = (): number => Number(process.exitCode ?? 0);

/** @param evaluate the script, from its first line; a promise if it awaits at its top level */
export function beginRun(argv: string[], evaluate: () => void | Promise<void>): void {
  const mine: Run = { evaluating: true, unsettled: false, status: undefined };
  run = mine;
  process.argv = argv;
  process.exitCode = undefined;
  openStreams();
  const main = () => {
    const settled = evaluate();
    mine.evaluating = false;
    if (settled === undefined) return;
    mine.unsettled = true;
    void settled.then(() => {
      mine.unsettled = false;
    });
  };
  // As a microtask, so that process.exit() drops those that wait.
  setImmediate(() => queueMicrotask(main));
}

/** The streams of the run go, and all that listens. */
function finish(status: number): void {
  run = undefined;
  clearTimers();
  flushStreams();
  releaseStreams();
  forgetListeners();
  endings.ended(status);
}

/** Nothing is left to wait for. */
function drained(): void {
  if (run !== undefined) endOrAsk(run);
  if (run === undefined) endings.idle();
}

/** Listeners are called from a callback of the event loop: process.exit() must work in them. */
function endOrAsk({ status, unsettled }: Run): void {
  if (status !== undefined) finish(status);
  else if (process.listenerCount('beforeExit') > 0) setImmediate(emitBeforeExit);
  else if (process.listenerCount('exit') > 0) setImmediate(emitExit);
  else finish(unsettled ? unsettledStatus : statusNow());
}

function emitBeforeExit(): void {
  plainEmit.call(process, 'beforeExit', statusNow());
  setImmediate(() => {
    if (!isLoopAlive()) emitExit();
  });
}

function emitExit(): void {
  if (run === undefined) return;
  if (run.unsettled) process.exitCode ??= unsettledStatus;
  hidden._exiting = true;
  plainEmit.call(process, 'exit', statusNow());
  hidden._exiting = false;
  finish(statusNow());
}

function exit(this: void, ...args: [number?]): never {
  viaExit = true;
  return plainExit.apply(process, args);
}

/** The end of process.exit(), behind the listeners of exit. */
function end(status: number): never {
  viaExit = false;
  hidden._exiting = false;
  if (run === undefined) return reallyExit.call(process, status);
  flushStreams();
  clearCurrentTimer();
  if (isLoopAlive()) {
    // Something would go on: the process ends, as a plain one would.
    endings.dying(status);
    return reallyExit.call(process, status);
  }
  run.status = status;
  return terminate();
}

function emit(this: EventEmitter, name: string, ...args: unknown[]): unknown {
  const plain = () => plainEmit.call(this, name, ...args);
  if (this !== (process as unknown)) return plain();
  if (name === 'beforeExit') return drained();
  const had = plain();
  // An uncaught error: Node.js prints it after this.
  if (name === 'exit' && run !== undefined && !viaExit) endings.dying(statusNow() || 1);
  return had;
}

/** Ends the process, whatever runs. */
export function leaveProcess(): never {
  return reallyExit.call(process, 0);
}

export function watchRuns(watcher: Endings): void {
  endings = watcher;
  watchTimers();
  Object.assign(process, { exit, reallyExit: end });
  Object.getPrototypeOf(process).emit = emit;
}
