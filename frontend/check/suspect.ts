/** Finds what keeps the state that makes later runs different: by having it forgotten. */
import type { Plan, Sighting } from '../../shared/inspection.ts';

/** Runs the script with that plan. @returns whether later runs still differ from the first */
export type Trial = (plan: Plan) => Promise<boolean>;

export interface Suspect {
  /** Path of the module with which the difference comes. */
  readonly module: string | undefined;
  /** Names of global variables without which there is none. */
  readonly globals: readonly string[];
}

/**
 * Modules stand behind those that they load: so what is kept is whole, and the last one that must be
 * kept to see the difference is the one where the state is.
 */
async function lastNeeded(
  modules: readonly string[],
  differsWith: (kept: readonly string[]) => Promise<boolean>,
): Promise<string | undefined> {
  let same = 0;
  let different = modules.length;
  while (different - same > 1) {
    const middle = (same + different) >> 1;
    if (await differsWith(modules.slice(0, middle))) different = middle;
    else same = middle;
  }
  return modules[different - 1];
}

/** @returns undefined if it is neither in modules nor in global variables */
export async function findSuspect(
  differs: Trial,
  { modules, globals }: Pick<Sighting, 'modules' | 'globals'>,
): Promise<Suspect | undefined> {
  if (modules.length + globals.length === 0) return undefined;
  if (await differs({ keep: [], keepGlobals: false })) return undefined;
  if (globals.length > 0 && !(await differs({ keep: 'all', keepGlobals: false }))) {
    return { module: undefined, globals };
  }
  const keepGlobals = globals.length === 0 || !(await differs({ keep: [], keepGlobals: true }));
  const module = await lastNeeded(modules, (keep) => differs({ keep, keepGlobals }));
  return { module, globals: keepGlobals ? [] : globals };
}
