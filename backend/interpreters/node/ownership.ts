/** Whose doing something is: the script's, which ends with its run, or a module's, which stays. */
import { pathToFileURL } from 'node:url';
import { callers } from './stack.ts';

/** As call sites name the scripts that are run here. */
const scripts = new Set<string>();

/** @param filename of a script */
export function addScript(filename: string): void {
  scripts.add(filename);
  scripts.add(pathToFileURL(filename).href);
}

const isScript = (site: NodeJS.CallSite): boolean => scripts.has(site.getFileName() ?? '');

/** Libraries that Node.js has inside: fetch is one, and keeps what it makes. */
const isLibrary = (site: NodeJS.CallSite): boolean =>
  (site.getFileName() ?? '').startsWith('node:internal/deps/');

/** Whether the script itself calls whoever asks, not a module; true where nobody can tell. */
export function isCalledByScript(): boolean {
  const all = callers();
  if (all === undefined) return true;
  const nearest = all.find((site) => isLibrary(site) || !site.getFileName()?.startsWith('node:'));
  return nearest !== undefined && isScript(nearest);
}

/** Whether it is the script's doing at all, through a module perhaps. */
export const isBelowScript = (): boolean =>
  callers()?.some((site) => isScript(site) && !(site as { isAsync?(): boolean }).isAsync?.()) ??
  true;

/** Whether it is the script that calls, and nothing of Node.js in between. */
export function isDirect(): boolean {
  const [nearest] = callers() ?? [];
  return nearest !== undefined && isScript(nearest);
}
