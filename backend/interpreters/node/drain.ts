/** The end of a run that has nothing left to wait for: the process stays. */
import { setImmediate } from 'node:timers';
import { wishes } from '../../interface/wishes.ts';
import { current, failedStatus, hidden, type Run, statusNow } from './current.ts';
import { endHandles } from './handles.ts';
import { clearLeftovers } from './leftovers.ts';
import { hearsSignals } from './listeners.ts';
import { isLoopAlive } from './loop.ts';
import { isSpent } from './once.ts';
import { releaseStreams } from './streams.ts';
import { tellsUnsettled } from './versions.ts';

const unsettledStatus = 13;
/** Whatever a script puts in its place. */
const microtask = queueMicrotask;

/** Nothing is left to wait for, says Node.js. */
export function drained(): void {
  const { run } = current;
  // The script's own emit() called us, and may go on behind this.
  if (run !== undefined && Object.hasOwn(process, 'emit')) setImmediate(endOrAsk, run);
  else if (run !== undefined) endOrAsk(run);
  if (current.run === undefined) current.endings.idle();
}

/** By a listener, or an emit() of the script's own. */
const isExitHeard = (): boolean =>
  process.listenerCount('exit') > 0 || Object.hasOwn(process, 'emit');

/** Listeners are called from a callback of the event loop: process.exit() must work in them. */
function endOrAsk(mine: Run): void {
  const { status } = mine;
  if (status !== undefined) cleanUp(mine, status);
  else if (process.listenerCount('beforeExit') > 0) setImmediate(emitBeforeExit);
  else if (isExitHeard()) setImmediate(emitExit);
  else {
    endUnsettled(mine);
    cleanUp(mine, statusNow());
  }
}

/** A script that nothing wakes from its top-level await has failed, unless it says how it ends. */
function endUnsettled({ main, unsettled }: Run): void {
  const isOpen = tellsUnsettled ? statusNow() === 0 : process.exitCode === undefined;
  if (!unsettled || !isOpen) return;
  process.exitCode = unsettledStatus;
  if (tellsUnsettled) main?.tellUnsettled?.();
}

/** By the script's own emit(), if it has put one there. */
function emitOurselves(name: 'beforeExit' | 'exit', status: number): void {
  current.isExpected = true;
  try {
    process.emit(name as 'exit', status);
  } finally {
    current.isExpected = false;
  }
}

function emitBeforeExit(): void {
  emitOurselves('beforeExit', statusNow());
  if (isLoopAlive()) return; // it will drain again
  setImmediate(() => {
    if (!isLoopAlive()) emitExit();
  });
}

/** Longer chains of reactions are cut. */
const mostReactions = 100;

/** Behind all promise reactions that wait, and those that they make. */
function afterReactions(callback: () => void, left = mostReactions): void {
  if (left === 0) callback();
  else microtask(() => afterReactions(callback, left - 1));
}

/** The reactions that listeners of exit make are run, but no tick. */
function withoutTicks(work: () => void): void {
  const { nextTick } = process;
  process.nextTick = () => {};
  try {
    work();
  } finally {
    process.nextTick = nextTick;
  }
}

function emitExit(): void {
  if (current.run === undefined) return;
  const before = statusNow();
  endUnsettled(current.run);
  const status = tellsUnsettled ? statusNow() : before;
  hidden._exiting = true;
  withoutTicks(() => emitOurselves('exit', status));
  hidden._exiting = false;
  const mine = current.run;
  afterReactions(() => cleanUp(mine, statusNow()));
}

/** Behind all else of the script. What its cleanups begin is waited for: then this is called again. */
function cleanUp(mine: Run, status: number): void {
  mine.status = status;
  if (wishes.cleanups.any) setImmediate(() => wishes.cleanups.call());
  else finish(withFailure(status));
}

/** @returns the exit status: a cleanup may have failed */
export const withFailure = (status: number): number =>
  wishes.cleanups.failed ? status || failedStatus : status;

/** The streams of the run go, and all that listens. */
function finish(status: number): void {
  current.run = undefined;
  current.endings.finishing();
  releaseStreams();
  const isClean = endHandles() && !isSpent();
  // Who is told may end the process at once: a listener of the run's isn't to take that signal.
  const isFirst = hearsSignals();
  if (isFirst) clearLeftovers();
  current.endings.ended(status & 255, isClean);
  if (!isFirst) clearLeftovers();
}
