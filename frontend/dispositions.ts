/** What signals do, beside Node.js, which sets them all to its liking when it starts. */
import { declare, signalSetSize } from '../shared/libc.ts';

const signal = declare('void *signal(int number, intptr_t handler)');
const sigprocmask = declare('int sigprocmask(int how, void *set, void *before)');

const byDefault = 0;
const ignored = 1;
const blockThese = 0;
const unblockThese = 1;
const setAll = 2;
const lastSignal = 64;

const numbers = Array.from({ length: lastSignal }, (_, i) => i + 1);

const has = (set: bigint, number: number): boolean => ((set >> BigInt(number - 1)) & 1n) === 1n;

export const setDefault = (number: number): void => void signal(number, byDefault);
export const ignore = (number: number): void => void signal(number, ignored);

function change(how: number, set: bigint): void {
  const bytes = Buffer.alloc(signalSetSize);
  bytes.writeBigUInt64LE(set, 0);
  sigprocmask(how, bytes, null);
}

/** In this thread alone. */
export const block = (number: number): void => change(blockThese, 1n << BigInt(number - 1));
export const unblock = (number: number): void => change(unblockThese, 1n << BigInt(number - 1));

/** Signals that were ignored or blocked when we started, which comes to the same while we run. */
let held = 0n;

/** They are ignored again. */
export function hold(signals: bigint): void {
  held = signals;
  for (const number of held === 0n ? [] : numbers) if (isHeld(number)) ignore(number);
}

export const isHeld = (number: number): boolean => has(held, number);

/** All as when we started, for what is executed in our place. */
export function restoreAll(toIgnore: bigint, blocked: bigint): void {
  for (const number of numbers) signal(number, has(toIgnore, number) ? ignored : byDefault);
  change(setAll, blocked);
}
