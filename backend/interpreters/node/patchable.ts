/** The objects that scripts and modules patch, as they are in a fresh process. */
import { Properties } from './properties.ts';

// It replaces process.chdir when it is loaded: in the middle of a run, that would be undone behind it.
require('node:worker_threads');

/** They change by themselves, or each run sets them. */
const ofProcess = new Set([
  ...['_events', '_eventsCount', 'argv', 'execArgv', 'exitCode', 'mainModule', 'title'],
  ...['stdin', 'stdout', 'stderr', '_exiting', 'domain'],
]);

const ofConsole = new Set(['_stdout', '_stderr', '_stdoutErrorHandler', '_stderrErrorHandler']);

/** Node.js puts these there when they are first used. */
const lazy = (target: object): Set<string | symbol> =>
  new Set(Reflect.ownKeys(target).filter((key) => isAccessor(target, key)));

const isAccessor = (target: object, key: string | symbol): boolean =>
  Reflect.getOwnPropertyDescriptor(target, key)?.get !== undefined;

let all: readonly Properties[] = [];

export const patchable = (): readonly Properties[] => all;

/** As they are now, is how each run finds them. */
export function rememberPatchable(): void {
  all = [
    new Properties(console, ofConsole),
    new Properties(process, ofProcess),
    new Properties(Error),
    new Properties(globalThis, lazy(globalThis), true),
  ];
}
