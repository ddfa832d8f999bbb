/**
 * A module is evaluated once, a script for every run. What a module did to the process when it was
 * evaluated, a variable that it set or a listener that it added, is done again for each run: so it
 * would be if the module were evaluated again.
 */
import { observeListeners, redoListeners } from './listeners.ts';
import { patchable } from './patchable.ts';
import { observeStreams } from './streams.ts';

/** Each notes how something is, and returns what keeps the difference. */
type Observe = () => () => void;

/** The last value that modules have put in the place of another. */
function observed<T>(read: () => T, write: (value: T) => void): { observe: Observe; redo(): void } {
  let kept: { value: T } | undefined;
  return {
    observe() {
      const before = read();
      return () => {
        const value = read();
        if (value !== before) kept = { value };
      };
    },
    redo() {
      if (kept !== undefined) write(kept.value);
    },
  };
}

interface Change {
  readonly before: string | undefined;
  readonly after: string | undefined;
}
const changes = new Map<string, Change>();

/** @returns keeps what has been set and deleted since */
function observeEnvironment(): () => void {
  const before = { ...process.env };
  return () => {
    const after = { ...process.env };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[name] === after[name]) continue;
      changes.set(name, { before: before[name], after: after[name] });
    }
  };
}

/** Only where a run finds what the module found: another value is what its caller wants. */
function redoEnvironment(): void {
  for (const [name, { before, after }] of changes) {
    if (process.env[name] !== before) continue;
    if (after === undefined) delete process.env[name];
    else process.env[name] = after;
  }
}

const single = [
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
  observed(
    () => process.cwd(),
    (directory) => process.chdir(directory),
  ),
];

const observeAll = (): (() => void)[] => [
  observeEnvironment(),
  observeListeners(),
  observeStreams(),
  ...patchable().map((properties) => properties.observe()),
  ...single.map(({ observe }) => observe()),
];

let depth = 0;
let hasEffects = false;

/** Whether a module is being evaluated, and not the script itself. */
export const isEvaluatingModule = (): boolean => depth > 0;

/** Modules are evaluated from here on. @returns to be called when they are, or have failed */
export function beginModules(): (isWhole: boolean) => void {
  const keep = depth++ === 0 ? observeAll() : [];
  return (isWhole) => {
    depth--;
    // One that has failed is evaluated again.
    if (!isWhole) return;
    hasEffects ||= keep.length > 0;
    for (const one of keep) one();
  };
}

/** At the beginning of a run. */
export function redoEffects(): void {
  if (!hasEffects) return;
  redoEnvironment();
  redoListeners();
  for (const properties of patchable()) properties.redo();
  for (const { redo } of single) redo();
}
