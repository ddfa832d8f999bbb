/** LeakCheck: what looks at what runs leave; it is loaded once it is on. */

import { hidden } from './interpreters/node/current.ts';
import { isClosed } from './interpreters/node/handles.ts';
import { clearLeftovers } from './interpreters/node/leftovers.ts';
import { moduleCache } from './interpreters/node/module-cache.ts';
import { begun } from './interpreters/node/module-effects.ts';
import { mapPlace } from './interpreters/node/source-maps.ts';
import { addOwnFile, callersOf, isOwn } from './interpreters/node/stack.ts';
import { openedStreams } from './interpreters/node/streams.ts';
import { say } from './log.ts';
import { settings } from './settings.ts';

export interface LeakCheck {
  /** A run is about to begin. */
  beginning(script: string, number: number): void;
  /** It is about to end: what it has left is there still. */
  finishing(): void;
  /**
   * It has ended, and what can be tidied is.
   * @param isStaying the process may serve another one
   * @returns whether too much has stayed
   */
  judging(isStaying: boolean): boolean;
  /** The process ends with the run. */
  dying(): void;
  /** Nobody waits for anything. */
  idle(): void;
}

const tools = {
  say,
  addOwnFile,
  isOwn,
  callersOf,
  mapPlace,
  isClosed,
  openedStreams,
  group: settings.group,
  /** All whose evaluation has begun. */
  modules: begun as readonly string[],
};
/** Parts of the backend that it needs; it has a file of its own, and would have its own. */
export type Tools = typeof tools;

/** Once it was on; from then on it is told of each run in which it is on. */
let check: LeakCheck | undefined;

const isOn = (): boolean => settings.leakCheck !== 'off';

function load(): LeakCheck {
  const { checkLeaks } = require('./leak-check.cjs') as typeof import('./leak-check/check.ts');
  delete moduleCache[require.resolve('./leak-check.cjs')]; // scripts see what is in it
  return checkLeaks(tools);
}

export function beginLeakCheck(script: string, number: number): void {
  if (!isOn()) return;
  check ??= load();
  check.beginning(script, number);
}

export const lookForLeaks = (): void => check?.finishing();

/** @returns whether the backend is to be replaced for what has stayed */
export function isLeaking(isStaying: boolean): boolean {
  if (check === undefined) return false;
  clearLeftovers();
  const isReplaced = check.judging(isStaying) && settings.leakCheck === 'retire';
  if (isReplaced && isStaying) say('LeakCheck replaces this backend: what its runs leave grows');
  return isReplaced;
}

/** By process.exit(), with something going on; an error has nothing to do with leaks. */
export function tellLastLeaks(): void {
  if (!hidden._exiting) check?.dying();
}

export const weighMemory = (): void => check?.idle();
