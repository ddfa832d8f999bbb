/** The end of a backend that is off the queue: it has its last words, and is gone. */
import { leaveDirectory } from './directory.ts';
import { wishes } from './interface/wishes.ts';
import { isLoopAlive } from './interpreters/node/loop.ts';
import { leaveProcess } from './interpreters/node/stand-ins.ts';
import { openStreams } from './interpreters/node/streams.ts';
import { enterLog } from './stage.ts';
import { leaveTerm } from './term.ts';

/** Milliseconds. What the shutdown handlers begin is waited for so long. */
const limit = 10_000;

let isBegun = false;

/** Nobody is served any more. */
export const isShuttingDown = (): boolean => isBegun;

/** Nothing is left to wait for, where the event loop is not alive. */
export function leaveIfOver(): void {
  if (!isLoopAlive()) leaveProcess();
}

/** The shutdown handlers are called in a later turn of the event loop: behind what the run leaves. */
export function shutDown(): void {
  if (!wishes.shutdownHandlers.any) leaveProcess();
  isBegun = true;
  leaveTerm();
  setImmediate(() => {
    leaveDirectory();
    enterLog();
    openStreams();
    setTimeout(leaveProcess, limit).unref();
    wishes.shutdownHandlers.call();
  });
}
