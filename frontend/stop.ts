/** Ctrl-Z: a stop of this process stops the script with it. */
import { closeSync, constants, openSync } from 'node:fs';
import { declare } from '../shared/libc.ts';
import { pause } from '../shared/pause.ts';
import { textOf } from '../shared/text-of.ts';
import { block, ignore, unblock } from './dispositions.ts';

const raise = declare('int raise(int signal)');
const sigaction = declare('int sigaction(int signal, void *action, void *before)');
const tcgetpgrp = declare('int tcgetpgrp(int fd)');
const getpgrp = declare('int getpgrp()');

const terminalStop = 20; // SIGTSTP
/** Milliseconds: on a busy machine, it must have its turn first. */
const stopLimit = 5000;
const stopStep = 1;
/** Of a struct sigaction, at most; one of zeros is the default action. */
const actionSize = 256;

/** What proc(5) tells of a process; undefined if it is gone. */
const statusOf = (pid: number, name: string): string | undefined =>
  new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(textOf(`/proc/${pid}/status`))?.[1];

/** Whether a process has a handler for SIGTSTP. */
export function catchesStop(pid: number): boolean {
  const caught = statusOf(pid, 'SigCgt') ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(terminalStop - 1)) & 1n) === 1n;
}

/**
 * Until a process to which SIGSTOP was sent has stopped: one that is in a call of the kernel stops at
 * its end. If that is the flock() for which it has waited, everybody else would wait for it.
 */
export function awaitStop(pid: number): void {
  const runs = () => ['R', 'S'].includes(statusOf(pid, 'State') ?? '');
  for (let waited = 0; waited < stopLimit && runs(); waited += stopStep) pause(stopStep);
}

/** A stop that waits in the kernel, which takes it away when a SIGCONT comes. */
export interface Stop {
  /** What a plain process does by default: that is nothing where no shell could continue it. */
  act(): void;
  /** As if there had been none. */
  drop(): void;
}

/** To this very thread: in another one, it wouldn't wait. */
export function prepareStop(): Stop {
  const before = Buffer.alloc(actionSize);
  block(terminalStop);
  sigaction(terminalStop, Buffer.alloc(actionSize), before);
  raise(terminalStop);
  const restore = () => sigaction(terminalStop, before, null);
  return {
    act: () => {
      unblock(terminalStop);
      restore();
    },
    drop: () => {
      ignore(terminalStop); // that drops it
      unblock(terminalStop);
      restore();
    },
  };
}

/** Whether what is typed at the terminal, Ctrl-C, acts on us. */
export function isForeground(): boolean {
  try {
    const terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY);
    const group = tcgetpgrp(terminal);
    closeSync(terminal);
    return group === getpgrp();
  } catch {
    return false;
  }
}
