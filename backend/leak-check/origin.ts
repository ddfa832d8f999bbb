/** Where something was made: the nearest place that is neither Node.js's nor ours. */
import type { Tools } from '../leak-check.ts';

type Site = NodeJS.CallSite;
type Callee = (...args: never[]) => unknown;

export type Origin =
  /** Code of the script, or of a module. */
  | { readonly by: 'user'; readonly place: string }
  /** The backend, or a library that Node.js has inside. */
  | { readonly by: 'others' }
  /** Node.js alone: whatever calls back. */
  | { readonly by: 'node' };

const fileOf = (site: Site): string => site.getFileName() ?? '';

/** Fetch is one. */
const isLibrary = (site: Site): boolean => fileOf(site).startsWith('node:internal/deps/');

/** Of Node.js, of V8, or evaluated text. */
const isNode = (site: Site): boolean => !isLibrary(site) && /^(node:|$)/.test(fileOf(site));

const place = /(?:file:\/\/)?(\/[^()]*:\d+):\d+\)?$/;

export class Origins {
  constructor(private readonly tools: Tools) {}

  /**
   * @param callee a function of ours that is being called
   * @param isPassed frames of Node.js that may stand between
   */
  of(callee: Callee, isPassed = isNode): Origin {
    const nearest = this.sites(callee).find((site) => !isPassed(site));
    if (nearest === undefined) return { by: 'node' };
    const found = place.exec(this.tools.mapPlace(nearest))?.[1];
    const isUsers = !this.tools.isOwn(nearest) && !isLibrary(nearest) && !isNode(nearest);
    return isUsers && found !== undefined ? { by: 'user', place: found } : { by: 'others' };
  }

  /** Whether one of the callers is such a one. */
  any(callee: Callee, isIt: (site: Site) => boolean): boolean {
    return this.sites(callee).some(isIt);
  }

  private sites(callee: Callee): readonly Site[] {
    return this.tools.callersOf(callee) ?? [];
  }
}

/** @returns whether a site is of one of these files of Node.js's, and has such a name */
export const within =
  (files: RegExp, names = /./) =>
  (site: Site): boolean =>
    files.test(fileOf(site)) && names.test(site.getFunctionName() ?? '-');
