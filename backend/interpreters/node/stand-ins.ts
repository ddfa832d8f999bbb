/** What stands in the place of some functions of `process`: process.exit() and the like. */
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { wishes } from '../../interface/wishes.ts';
import { current, failedStatus, hidden, type Run, statusNow } from './current.ts';
import { drained, withFailure } from './drain.ts';
import { isLoopAlive } from './loop.ts';
import { flushStreams, releaseStreams } from './streams.ts';
import { canTerminate, terminate } from './terminate.ts';
import { clearCurrentTimer } from './timers.ts';

let { reallyExit: plainReallyExit } = hidden;
/** No other run follows in this process: there is no need to end JavaScript alone. */
let isForOneRun = false;
const plainExit = process.exit;
const plainKill = process.kill;
export const plainUptime = process.uptime;
const plainEmit = EventEmitter.prototype.emit;

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
  current.endings.dying(told);
  return told;
}

const stopSignals = new Set<unknown>(
  (['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const).flatMap((name) => [
    name,
    constants.signals[name],
  ]),
);

const isHandled = (signal: string | number | undefined): boolean =>
  process.listenerCount('SIGTSTP') > 0 &&
  (signal === 'SIGTSTP' || signal === constants.signals.SIGTSTP);

/** In the place of Node.js's own. As methods, they keep their names in the bundle. */
const standIns = {
  /** The end of process.exit(), behind the listeners of exit. */
  reallyExit(this: void, status: number): never {
    current.isExpected = false;
    hidden._exiting = false;
    if (current.run === undefined) return plainReallyExit.call(process, status);
    clearCurrentTimer();
    if (isForOneRun || !canTerminate || isLoopAlive() || current.run.main?.isLoading()) {
      // Something would go on, or never be whole: the process ends, as a plain one would.
      return plainReallyExit.call(process, die(current.run, status));
    }
    flushStreams();
    current.run.status = status;
    current.run.evaluating = false;
    return terminate();
  },

  exit(this: void, ...args: [number?]): never {
    current.isExpected = true;
    try {
      return plainExit.apply(process, args);
    } finally {
      current.isExpected = false; // it throws if the status is none
    }
  },

  /** Nothing but SIGSTOP would stop a process of a session without a terminal. */
  kill(this: void, pid: number, signal?: string | number): true {
    const isStop = pid === process.pid && stopSignals.has(signal) && current.run !== undefined;
    if (!isStop || isHandled(signal)) return plainKill.call(process, pid, signal);
    current.endings.suspend();
    return true;
  },

  uptime(this: void): number {
    return plainUptime.call(process) - current.begun;
  },

  emit(this: EventEmitter, name: string, ...args: unknown[]): unknown {
    if (this !== (process as unknown)) return plainEmit.call(this, name, ...args);
    if (current.isClearing) return false;
    // Not where the script itself emits it.
    const isDrained =
      name === 'beforeExit' && !current.isExpected && current.run?.evaluating !== true;
    if (isDrained && !isLoopAlive()) return drained();
    const isAgain = name === 'exit' && current.run?.status !== undefined;
    const had = isAgain ? false : plainEmit.call(this, name, ...args);
    if (name === 'exit' && !current.isExpected && current.run !== undefined)
      die(current.run, statusNow() || failedStatus);
    return had;
  },
};

/** @param exit from here on, ends the process in the place of Node.js's own */
export function exitBy(exit: (status: number) => never): void {
  plainReallyExit = exit;
  isForOneRun = true;
}

/** Ends the process, whatever runs. */
export function leaveProcess(): never {
  return plainReallyExit.call(process, 0);
}

export function putStandIns(): void {
  const { exit, kill, reallyExit, uptime } = standIns;
  Object.defineProperty(exit, 'length', { value: plainExit.length });
  Object.defineProperty(reallyExit, 'length', { value: plainReallyExit.length });
  Object.assign(process, { exit, kill, reallyExit, uptime });
  Object.getPrototypeOf(process).emit = standIns.emit;
}
