/**
 * The stack of an error as Node.js would show it: without the frames of the backend, and below the
 * script's own the frames of Node.js that start a script.
 */
import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { frameLimit } from './frame-limit.ts';
import { mapPlace } from './source-maps.ts';

type Sites = readonly NodeJS.CallSite[];

const ownFiles = new Set([__filename, pathToFileURL(__filename).href]);
const prefix = '    at ';

const nameOf = (site: NodeJS.CallSite): string =>
  site.getMethodName() ?? site.getFunctionName() ?? '';
export const isOwn = (site: NodeJS.CallSite): boolean => ownFiles.has(site.getFileName() ?? '');
/** Of Node.js itself, or of V8. */
const isInternal = (site: NodeJS.CallSite): boolean =>
  site.isNative() || /^(node:|$)/.test(site.getFileName() ?? '');

/** Functions of the backend that scripts call, or that call scripts, in the place of Node.js's. */
const standIns = new Set([
  ...[
    'exit',
    'kill',
    'uptime',
    'emit',
    'require',
    'unref',
    'close',
    'subscribe',
    'unsubscribe',
    '_compile',
    'callMicrotask',
    'evaluatePrepared',
  ],
]);

/**
 * A file is loaded that is the backend's, too.
 * @param names of functions in it that scripts call in the place of Node.js's
 */
export function addOwnFile(filename: string, names: readonly string[]): void {
  ownFiles.add(filename);
  for (const name of names) standIns.add(name);
}

/** Of functions of the backend: a script is evaluated from here. */
const evaluators = new Set(['evaluateMain', 'evaluateScript', 'evaluateCommonJs']);

/** What Node.js shows below a script. */
const tails: { script: readonly string[]; module: readonly string[] } = { script: [], module: [] };

const framesOf = (stack: string): string[] =>
  stack.split('\n').filter((line) => line.startsWith(prefix));

/** The program that has started this one was itself started as a CommonJS script. */
function ownTail(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const frames = framesOf(new Error().stack ?? '');
  Error.stackTraceLimit = stackTraceLimit;
  return frames.slice(frames.findLastIndex((line) => line.includes(`${__dirname}/`)) + 1);
}

let sampled: Promise<void> | undefined;

/** Learns what is below an ES module: Node.js starts one that looks. */
export function sampleModule(): Promise<void> {
  sampled ??= new Promise((resolve) => {
    const key = Symbol.for('speedy.sample');
    const look = (stack: string) => {
      Reflect.deleteProperty(globalThis, key);
      tails.module = framesOf(stack).slice(1);
      resolve();
    };
    Object.defineProperty(globalThis, key, { value: look, configurable: true });
    runMain(require.resolve('./sample.mjs'));
  });
  return sampled;
}

/** Has Node.js itself start a script. @throws what it throws */
export const runMain = (path: string): void =>
  (Module as unknown as { runMain(path: string): void }).runMain(path);

let requireFrame: string | undefined;

/** The frame of Node.js's own require(), which is not the one that scripts are given. */
function sampleRequire(): string {
  try {
    Module.createRequire(__filename)('./not-there');
  } catch (error) {
    const frames = framesOf((error as Error).stack ?? '');
    return frames.find((line) => line.startsWith(`${prefix}require (`)) ?? '';
  }
  return '';
}

/** A frame between others: our own are left out, but for what stands for one of Node.js's. */
function lineOf(site: NodeJS.CallSite): string | undefined {
  if (!isOwn(site)) return prefix + mapPlace(site);
  if (nameOf(site) !== 'require') return undefined;
  requireFrame ??= sampleRequire();
  return requireFrame;
}

/** What stands below the script's own frames: from a function of the backend on, nothing does. */
function linesBelow(sites: Sites): readonly string[] {
  const root = sites.findIndex((site) => isOwn(site) && !standIns.has(nameOf(site)));
  const isLoading = root >= 0 && nameOf(sites[root] as NodeJS.CallSite) === 'runMain';
  if (
    !isLoading &&
    sites.some((site) => isOwn(site) && evaluators.has(site.getFunctionName() ?? ''))
  ) {
    return root > 0 ? tails.module : tails.script;
  }
  const kept = (root < 0 ? sites : sites.slice(0, root)).flatMap((site) => lineOf(site) ?? []);
  const at = root < 0 ? -1 : tails.script.indexOf(kept.at(-1) ?? '');
  return at < 0 ? kept : [...kept, ...tails.script.slice(at + 1)];
}

/** Node.js's own call of a module that was compiled before leads into ours, as it is not elsewhere. */
const isStub = (above: NodeJS.CallSite | undefined): boolean =>
  above !== undefined && isOwn(above) && nameOf(above) === 'evaluatePrepared';

function framesFor(all: Sites): readonly string[] {
  const sites = all.filter((_, i) => !isStub(all[i - 1]));
  const count = sites.findLastIndex((site) => !isOwn(site) && !isInternal(site)) + 1;
  const own = sites.slice(0, count).flatMap((site) => lineOf(site) ?? []);
  return [...own, ...linesBelow(sites.slice(count))].slice(0, frameLimit());
}

/** Of callers, enough to find the script. */
const callersSeen = 30;

/** Marks Node.js's own errors, which show their code. */
function findMark(): symbol | undefined {
  try {
    Buffer.alloc('' as never);
  } catch (error) {
    for (let at: unknown = error; at !== null; at = Object.getPrototypeOf(at)) {
      const symbols = Object.getOwnPropertySymbols(at);
      const mark = symbols.find(({ description }) => description === 'kIsNodeError');
      if (mark !== undefined) return mark;
    }
  }
  return undefined;
}
let mark: symbol | undefined;

function headOf(error: Error): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  mark ??= findMark();
  if (mark !== undefined && mark in error) return `${name} [${code}]: ${message}`;
  return Error.prototype.toString.call(error);
}

const prepareStackTrace = (error: Error, sites: NodeJS.CallSite[]): string =>
  [headOf(error), ...framesFor(sites)].join('\n');

/** @returns the callers of whoever calls this, without ours; undefined where errors can't be changed */
export const callers = (): Sites | undefined => callersOf(callers)?.filter((site) => !isOwn(site));

/** @returns the callers of a function that is being called; undefined where errors can't be changed */
export function callersOf(callee: (...args: never[]) => unknown): Sites | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = callersSeen;
    Error.captureStackTrace(holder, callee);
    return holder.stack ?? [];
  } catch {
    return undefined; // frozen
  } finally {
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** With source maps of its own, Node.js writes stacks in its own way. */
export function writeStacks(): void {
  tails.script = ownTail();
  const { NODE_OPTIONS = '' } = process.env;
  const hasMaps = [...process.execArgv, NODE_OPTIONS].join(' ').includes('--enable-source-maps');
  if (!hasMaps) Error.prepareStackTrace = prepareStackTrace;
}
