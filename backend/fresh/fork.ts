/** fork(2) of this process, Node.js and all; and what becomes of the children. */
import { checked, declare } from '../../shared/libc.ts';
import { loop } from '../interpreters/node/loop.ts';
import { findClock } from './clock.ts';
import { forgetChildren } from './collect.ts';
import { findRandom, renewRandom } from './random.ts';

const calls = {
  fork: checked('int fork_forkable()'),
  getpid: checked('int getpid()'),
  waitpid: declare('int waitpid(int pid, void *status, int flags)'),
  renewLoop: checked('int uv_loop_fork(void *loop)'),
};
const withoutWaiting = 1; // WNOHANG
const anyChild = -1;

/** process.pid is a value that Node.js has read once. */
function renewPid(): void {
  const value = calls.getpid();
  const known = Object.getOwnPropertyDescriptor(process, 'pid');
  Object.defineProperty(process, 'pid', { ...known, value });
}

let isReady = false;

/** What a child does, the parent has done before: it is compiled then. */
function getReady(): void {
  if (isReady) return;
  isReady = true;
  renewPid();
  renewRandom();
}

/**
 * Only V8 without threads of its own survives it, and only libuv's loop with nothing in it.
 * @returns the child's pid; 0 in the child
 * @throws CallError
 */
export function fork(): number {
  findClock();
  findRandom();
  getReady();
  const pid = calls.fork();
  if (pid > 0) return pid;
  calls.renewLoop(loop);
  renewPid();
  renewRandom();
  forgetChildren();
  return 0;
}

export interface Ended {
  readonly pid: number;
  /** As wait(2) tells. */
  readonly status: number;
}

/** @returns a child that has ended, and is reaped by this */
export function reap(): Ended | undefined {
  const status = Buffer.alloc(4);
  const pid = calls.waitpid(anyChild, status, withoutWaiting);
  return pid > 0 ? { pid, status: status.readInt32LE(0) } : undefined;
}
