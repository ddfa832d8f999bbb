/** What speedy-ts.sh hands over. Texts are bytes, one character for each. */
import { closeSync, readdirSync, readFileSync } from 'node:fs';
import { declare } from '../shared/libc.ts';
import { refuseSetId } from './set-id.ts';

export interface Handover {
  /** As speedy was called. */
  readonly program: string;
  /** What speedy was called with. */
  readonly args: readonly string[];
  /** NAME=value, each ended by a NUL. */
  readonly environment: string;
  /** Bit n is set if descriptor n was open. */
  readonly open: number;
  /** Bit n is set if descriptor n is a terminal. */
  readonly terminals: number;
  /** Of signals: bit n - 1 is set for signal n. */
  readonly ignored: bigint;
  readonly blocked: bigint;
  /** A copy of the wrapper; it ends when `release` is called, or with us. */
  readonly copy: number;
}

const holdsCopy = 8;
const ownArguments = 5;

/** The copy's own, and those that belong to the shell, are not inherited. */
const closeOnExec = 0o2000000;

const isTerminal = declare('int isatty(int fd)');

const bitsOf = (has: (fd: number) => boolean): number =>
  [0, 1, 2].reduce((bits, fd) => bits | (has(fd) ? 1 << fd : 0), 0);

/** process.argv has no room for bytes that are no UTF-8. */
export function rawArguments(): string[] {
  const all = readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1);
  return all.slice(all.length - process.argv.length + 2);
}

/** @throws SpeedyError where set-user-ID or set-group-ID is in force */
export function takeOver(): Handover {
  const all = rawArguments();
  const [copy = '', open = '', blocked, ignored, program = ''] = all;
  refuseSetId(copy);
  return {
    program,
    args: all.slice(ownArguments),
    environment: readFileSync(`/proc/${copy}/environ`, 'latin1'),
    open: bitsOf((fd) => open.includes(String(fd))),
    terminals: bitsOf((fd) => isTerminal(fd) !== 0),
    ignored: BigInt(`0x${ignored}`),
    blocked: BigInt(`0x${blocked}`),
    copy: Number(copy),
  };
}

/** @returns the descriptors beyond 2 that we were started with, while the copy is there */
export function inheritedDescriptors({ copy }: Handover): number[] {
  const isInherited = (fd: number) => {
    const flags = /^flags:\s*(\d+)/m.exec(
      readFileSync(`/proc/${copy}/fdinfo/${fd}`, 'latin1'),
    )?.[1];
    return fd > 2 && fd !== holdsCopy && (Number.parseInt(flags ?? '', 8) & closeOnExec) === 0;
  };
  return readdirSync(`/proc/${copy}/fd`).map(Number).filter(isInherited);
}

/** The copy is no longer needed. */
export const release = (): void => closeSync(holdsCopy);
