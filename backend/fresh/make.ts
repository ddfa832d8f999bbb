/** The ways in which a parent makes a backend: it forks itself, or else starts one ahead of need. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startLimit } from '../../shared/layout.ts';
import { parentName } from '../settings.ts';
import { startBackend } from '../start.ts';
import { fork } from './fork.ts';

export interface Maker {
  /** As the log has it. */
  readonly name: string;
  /**
   * Makes the backend for a place of the queue.
   * @returns its pid, or its keeper's; 0 in the backend itself
   * @throws CallError if there can be none
   */
  readonly make: (index: number) => number;
  /** Ends one that is not ready, whatever it does. */
  readonly end: (pid: number) => void;
  /** Idle ones that are kept if MinSpare is 0. */
  readonly spares: number;
  /** Milliseconds. One that is not ready after this time is given up. */
  readonly limit: number;
  /** Milliseconds. Signals may be lost: without forkable.so, threads of Node.js take them, too. */
  readonly longestLook: number;
}

/** Preloaded by speedy_backend.sh: what makes the process one that can be forked. */
export const canFork = existsSync(join(__dirname, 'forkable.so'));

const forked: Maker = {
  name: 'forked from this process',
  make: fork,
  end: (pid) => process.kill(pid, 'SIGKILL'),
  spares: 2, // to make one takes longer than most runs
  limit: 10_000,
  longestLook: Number.POSITIVE_INFINITY,
};

const startedAhead: Maker = {
  name: canFork
    ? 'processes started ahead: those that were forked didn’t get ready'
    : 'processes started ahead: there is no forkable.so beside speedy_backend',
  make: (index) => startBackend(index, process.execArgv, [`${parentName}=${process.pid}`]),
  end: (pid) => process.kill(-pid, 'SIGKILL'), // a keeper is the first of its group
  spares: 1, // each has a Node.js of its own
  limit: startLimit / 1e6,
  longestLook: 100,
};

/** The best one first. */
export const makers = (): Maker[] => (canFork ? [forked, startedAhead] : [startedAhead]);
