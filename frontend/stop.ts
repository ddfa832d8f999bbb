/** Ctrl-Z: a stop of this process stops the script with it. */
import { closeSync, constants, openSync } from 'node:fs';
import { declare } from '../shared/libc.ts';
import { textOf } from '../shared/text-of.ts';

const raise = declare('int raise(int signal)');
const sigaction = declare('int sigaction(int signal, void *action, void *before)');
const tcgetpgrp = declare('int tcgetpgrp(int fd)');
const getpgrp = declare('int getpgrp()');

const terminalStop = 20; // SIGTSTP
/** Of a struct sigaction, at most; one of zeros is the default action. */
const actionSize = 256;

/** Whether a process has a handler for SIGTSTP, as proc(5) tells. */
export function catchesStop(pid: number): boolean {
  const caught = /^SigCgt:\s*(\w+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(terminalStop - 1)) & 1n) === 1n;
}

/**
 * @returns does what a plain process does by default, at once: that is nothing where no shell could
 * continue it. To this very thread: another one might look when Node.js's own handler is back.
 */
export function prepareStop(): () => void {
  const before = Buffer.alloc(actionSize);
  const byDefault = Buffer.alloc(actionSize);
  sigaction(terminalStop, null, before);
  raise(0); // the first call of a function takes its time
  return () => {
    sigaction(terminalStop, byDefault, null);
    raise(terminalStop);
    sigaction(terminalStop, before, null);
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
