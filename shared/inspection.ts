/**
 * What speedy --check and a backend of its own tell each other, in files beside the backend's
 * directory. Only a backend that finds a plan inspects its runs.
 */

/** Written before the backend starts: what each run but the first finds. */
export interface Plan {
  /** Paths of the modules that stay; the others are loaded anew. */
  readonly keep: readonly string[] | 'all';
  readonly keepGlobals: boolean;
}

/** Something that was made in a run and not closed. */
export interface Handle {
  /** As Node.js calls it: TCPSERVERWRAP, Timeout. */
  readonly type: string;
  /** Where it was made: file:line. */
  readonly place: string;
}

/** What is there when a run begins that wasn't before the first, or when the process ends. */
export interface Sighting {
  /** Paths of the modules that were loaded, each behind those that it loads itself. */
  readonly modules: readonly string[];
  /** Names of global variables. */
  readonly globals: readonly string[];
  /** What belongs to Node.js or the language and was changed: fs.readFile, Array.prototype.last. */
  readonly changed: readonly string[];
  readonly handles: readonly Handle[];
  /** The process ends: why, and what Node.js says is still going on. */
  readonly end?: { readonly isError: boolean; readonly resources: readonly string[] };
}

/** What a fresh run (-f) tells when it has ended. */
export interface FreshRun {
  /** How many modules it has loaded. */
  readonly modules: number;
  /** How many of them were there before it began. */
  readonly ahead: number;
  /** An uncaught error has ended it: nobody learns from it. */
  readonly isError: boolean;
}

/** In the directory of a group whose runs are fresh: backend/fresh/plan.ts writes it. */
export const aheadName = 'ahead';

/** @param checking the value of SPEEDY_CHECKING */
export const planPath = (checking: string): string => `${checking}.plan`;
/** One sighting a line. */
export const sightingsPath = (checking: string): string => `${checking}.sightings`;
/** One fresh run a line. */
export const freshRunsPath = (checking: string): string => `${checking}.fresh`;
