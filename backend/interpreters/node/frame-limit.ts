/** Error.stackTraceLimit while modules are evaluated: frames of ours are between theirs. */

/** That many more are asked for, and left out. */
const ownFrames = 3;
let plainLimit: number | undefined;

/** Modules are being evaluated. */
export function raiseLimit(): void {
  if (typeof Error.stackTraceLimit !== 'number' || plainLimit !== undefined) return;
  plainLimit = Error.stackTraceLimit;
  Error.stackTraceLimit += ownFrames;
}

/** None is, or what they have set is looked at. */
export function lowerLimit(): void {
  if (plainLimit === undefined) return;
  if (Error.stackTraceLimit === plainLimit + ownFrames) Error.stackTraceLimit = plainLimit;
  plainLimit = undefined;
}

/** @returns how many frames a stack has, as scripts are to see it */
export const frameLimit = (): number => plainLimit ?? Error.stackTraceLimit;
