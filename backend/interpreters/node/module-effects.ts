/**
 * A module is evaluated once, a script for every run. What a module did to the process when it was
 * evaluated, a variable that it set or a listener that it added, is done again in each run that
 * asks for the module: so it would be if the module were evaluated again.
 */
import { currentDirectory } from '../../directory.ts';
import { observeEnvironment } from './environment-changes.ts';
import { lowerLimit, raiseLimit } from './frame-limit.ts';
import { observeListeners } from './listeners.ts';
import { patchable } from './patchable.ts';
import { observeSignalExit } from './signal-exit.ts';
import { observeStreams } from './streams.ts';

/** Does one thing again. */
export type Effect = () => void;
/** What a module did, in its order; a text is the name of a module that it asked for. */
type Step = Effect | string;

interface Evaluated {
  readonly name: string;
  readonly steps: Step[];
}

/** Those that are being evaluated, the innermost last. */
const stack: Evaluated[] = [];
const kept = new Map<string, readonly Step[]>();
/** Whose effects this run has. */
const done = new Set<string>();
/** Those that must be evaluated anew. */
const evicted = new Set<string>();

/** All modules that have been evaluated, by name, each behind those that it needed for that. */
export const evaluated: string[] = [];

/** The same in the order in which their evaluation has begun. */
export const begun: string[] = [];

/** Who is told of evaluations. */
export const watcher: {
  /** It is we who read, not a module. */
  looking?(areWe: boolean): void;
  /** A module, or the script, needs another one. */
  asked?(name: string): void;
  /** @param isPlain it did nothing to the process that must be done again */
  ended?(name: string, isPlain: boolean): void;
} = {};

/** What is read meanwhile, we read. */
export function ourselves<T>(work: () => T): T {
  watcher.looking?.(true);
  try {
    return work();
  } finally {
    watcher.looking?.(false);
  }
}

/** @returns the innermost module that is being evaluated */
export const evaluating = (): string | undefined => stack.at(-1)?.name;

/** Whether a module is being evaluated, and not the script itself. */
export const isEvaluatingModule = (): boolean => stack.length > 0;

/** @returns looks whether a value has changed since it was last asked */
function observed<T>(read: () => T, write: (value: T) => void): () => Effect[] {
  let last = read();
  return () => {
    const value = read();
    if (value === last) return [];
    last = value;
    return [() => write(value)];
  };
}

/** A relative one leads elsewhere in another run. */
function observeDirectory(): () => Effect[] {
  let last = currentDirectory();
  return () => {
    const [before, after] = [last, currentDirectory()];
    if (before === after) return [];
    last = after;
    const { name } = stack.at(-1) ?? {};
    if (name !== undefined) evicted.add(name);
    if (after === undefined) return [];
    return [() => currentDirectory() === before && process.chdir(after)];
  };
}

let observers: readonly (() => Effect[])[] = [];

const observeAll = (): readonly (() => Effect[])[] => [
  observeEnvironment(),
  observeListeners(),
  observeStreams(),
  observeSignalExit(),
  observeDirectory(),
  ...patchable().map((properties) => () => properties.changes()),
  observed(
    () => process.exitCode,
    (code) => {
      process.exitCode = code;
    },
  ),
  observed(
    () => process.title,
    (title) => {
      process.title = title;
    },
  ),
  observed(() => process.umask(), process.umask),
];

/** What has changed until now was done by the innermost module; outside of all, by the script. */
function attribute(): void {
  if (observers.length === 0) observers = observeAll();
  const effects = ourselves(() => observers.flatMap((changes) => changes()));
  stack.at(-1)?.steps.push(...effects);
}

/**
 * A module is evaluated from here on.
 * @param name its path, or URL
 * @returns to be called when it is, or has failed
 */
export function beginModule(name: string): (isWhole: boolean) => void {
  lowerLimit();
  attribute();
  stack.push({ name, steps: [] });
  begun.push(name);
  raiseLimit();
  return (isWhole) => {
    lowerLimit();
    attribute();
    const done = stack.pop();
    // One that has failed is evaluated again.
    if (isWhole && done !== undefined) keep(done);
    if (isWhole) evaluated.push(name);
    watcher.ended?.(name, done?.steps.every((step) => typeof step === 'string') ?? false);
    stack.at(-1)?.steps.push(name);
    if (stack.length > 0) raiseLimit();
  };
}

/** Most modules do nothing to the process, nor do those that they ask for: nothing is kept of them. */
function keep({ name, steps }: Evaluated): void {
  const isBegun = (step: string) => stack.some((one) => one.name === step);
  const all = steps.filter((step) => typeof step !== 'string' || kept.has(step) || isBegun(step));
  done.add(name);
  if (all.length > 0) kept.set(name, all);
  else kept.delete(name);
}

/** A module is asked for that may have been evaluated in an earlier run. */
export function askFor(name: string): void {
  watcher.asked?.(name);
  if (stack.length === 0 && !kept.has(name)) return;
  stack.at(-1)?.steps.push(name);
  if (done.has(name) || !kept.has(name)) return;
  if (stack.length > 0) attribute();
  redo(name);
  if (stack.length > 0) for (const changes of observers) changes();
}

function redo(name: string): void {
  if (done.has(name)) return;
  done.add(name);
  for (const step of kept.get(name) ?? []) {
    if (typeof step === 'string') redo(step);
    else tryAgain(step);
  }
}

/** A directory may be gone: then the module would have failed as well. */
function tryAgain(effect: Effect): void {
  try {
    effect();
  } catch {
    // The run goes on without it.
  }
}

/** A run begins: no module has been asked for. */
export const forgetDone = (): void => done.clear();

/** @returns names of modules that are to be evaluated anew in the next run that asks for them */
export function takeEvicted(): string[] {
  const names = [...evicted];
  evicted.clear();
  return names;
}
