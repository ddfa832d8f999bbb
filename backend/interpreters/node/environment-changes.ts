/** What modules change in the environment when they are evaluated. */
import { isEnvironmentTouched } from '../../environment.ts';
import type { Effect } from './module-effects.ts';

type Variables = Record<string, string | undefined>;

/** Only where a run finds what the module found: another value is what its caller wants. */
function change(name: string, before: string | undefined, after: string | undefined): void {
  if (process.env[name] !== before) return;
  if (after === undefined) delete process.env[name];
  else process.env[name] = after;
}

function differences(before: Variables, after: Variables): Effect[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => () => change(name, before[name], after[name]));
}

/** @returns says what has changed since it was last asked */
export function observeEnvironment(): () => Effect[] {
  let last: Variables = { ...process.env };
  isEnvironmentTouched();
  return () => {
    if (!isEnvironmentTouched()) return [];
    const before = last;
    last = { ...process.env };
    return differences(before, last);
  };
}
