/**
 * Loads what an ES module script imports. Node.js can link no module of its own loader to one of
 * vm's, so that ES modules are loaded here, once: their bindings stay live. CommonJS, JSON and the
 * like come from Node.js's own loader, as values.
 */
import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import { noteImport } from '../../changes/places.ts';
import { noteModule } from '../../changes/sources.ts';
import { v8 } from '../../on-demand.ts';
import { compile, isCompiled } from './compile.ts';
import { builtin, commonJsModule, imported } from './foreign.ts';
import { forgetMatches } from './forget-matches.ts';
import { moduleCache, modules } from './module-cache.ts';
import { askFor, beginModule, takeEvicted } from './module-effects.ts';
import { declaredType, typeOf } from './module-type.ts';
import { quietly } from './quietly.ts';
import { resolveFrom } from './resolve.ts';
import { hasImportMetaMain } from './versions.ts';

/** Names that a module takes from process: it reads them without a word. */
const namesOfProcess = /\bimport\b[^'"]*[{*][^'"]*from\s*['"](?:node:)?process['"]/;
/** Modules that do. */
export const takers = new Set<string>();

type Attributes = Record<string, string> | undefined;

const ready = new WeakMap<vm.Module, Promise<void>>();

/** By its syntax; most CommonJS has no word of it. */
const isModule = (code: string, filename: string): boolean =>
  /\b(?:import|export|await)\b/.test(code) && typeOf(code, filename) === 'module';

/** The JavaScript of an ES module; undefined for anything else. */
function sourceOf(filename: string): string | undefined {
  if (isCompiled(filename)) {
    const code = compile(readFileSync(filename, 'utf8'), filename);
    return typeOf(code, filename) === 'module' ? code : undefined;
  }
  if (!/^\.m?js$/.test(extname(filename))) return undefined;
  const declared = declaredType(filename);
  if (declared === 'commonjs') return undefined;
  const code = readFileSync(filename, 'utf8');
  return declared === 'module' || isModule(code, filename) ? code : undefined;
}

/** What is CommonJS if it isn't an ES module; anything else is for Node.js to load, or to refuse. */
const isScriptFile = (filename: string): boolean =>
  /\.c?js$/.test(filename) ||
  isCompiled(filename) ||
  (extname(filename) === '' && declaredType(filename) !== 'module');
const isFile = (filename: string): boolean =>
  statSync(filename, { throwIfNoEntry: false })?.isFile() ?? false;

async function load(url: string, parent: string, attributes: Attributes): Promise<vm.Module> {
  if (isBuiltin(url)) return builtin(url);
  const filename = url.startsWith('file:') ? fileURLToPath(url) : undefined;
  if (filename !== undefined) noteModule(filename);
  // Node.js says in its own words what isn't there.
  if (filename === undefined || !isFile(filename)) return imported(url, parent, attributes);
  const code = sourceOf(filename);
  if (code !== undefined) return sourceModule(code, url);
  return isScriptFile(filename) ? commonJsModule(url, filename) : imported(url, parent, attributes);
}

async function moduleFor(
  specifier: string,
  parent: string,
  attributes: Attributes,
): Promise<vm.Module> {
  const url = isBuiltin(specifier) ? specifier : resolveFrom(specifier, parent);
  const known = modules.get(url);
  if (known !== undefined) return known;
  const loaded = await load(url, parent, attributes);
  // While we waited, another import may have been quicker.
  const module = modules.get(url) ?? loaded;
  modules.set(url, module);
  return module;
}

/** Nobody has asked for it yet. */
const isAhead = (module: vm.Module): boolean =>
  module.status === 'linked' && linkedAhead.has(module);

const unfinished = new Set(['unlinked', 'linking', 'linked', 'evaluating']);

/** Whether there is a module that isn't whole. */
export const isAnyLoading = (): boolean =>
  [...modules.values()].some((one) => unfinished.has(one.status) && !isAhead(one));

/** The scripts' own: each run has another one. */
const scripts = new Set<string>();

/** What failed is tried again in the next run, as in a fresh process. */
export function forgetFailed(): void {
  for (const url of scripts) modules.delete(url);
  for (const [url, { status }] of modules) if (status === 'errored') modules.delete(url);
  for (const name of takeEvicted()) {
    modules.delete(name);
    delete moduleCache[name];
  }
}

/** What a module imports, in its order. */
const dependencies = new WeakMap<vm.Module, vm.Module[]>();

/** Scripts whose imports have all been looked for, in an earlier run. */
const linkedBefore = new Set<string>();

type LinkExtra = { attributes?: Attributes; assert?: Attributes };
async function link(specifier: string, from: vm.Module, extra: LinkExtra): Promise<vm.Module> {
  const at = (dependencies.get(from) ?? []).push(undefined as never) - 1;
  if (!linkedBefore.has(from.identifier)) noteImport(specifier, from.identifier);
  const module = await moduleFor(specifier, from.identifier, extra.attributes ?? extra.assert);
  const all = dependencies.get(from);
  if (all !== undefined) all[at] = module;
  return module;
}

/** One graph is linked after the other: a module that is just being linked can't be waited for. */
let linking: Promise<unknown> = Promise.resolve();

/**
 * Loads everything that a module imports.
 * @throws Error if something is not there, or doesn't export what is asked for
 */
export async function linkModule(module: vm.Module): Promise<void> {
  const linked = linking.then(() =>
    module.status === 'unlinked' ? module.link(link as vm.ModuleLinker) : undefined,
  );
  linking = linked.catch(() => {});
  await linked;
  if (scripts.has(module.identifier)) linkedBefore.add(module.identifier);
}

/** Those that wait for something before they are whole, by the look of their code. */
const awaiting = new WeakSet<vm.Module>();
const isAwaiting = (code: string): boolean =>
  /^(?:export )?(?:(?:const|let|var) [^=\n]+= *)?(?:for )?await\b/m.test(code);

/** What a module imports and has not been evaluated, each before those that import it. */
function unevaluated(module: vm.Module, found = new Set<vm.Module>(), seen = new Set<vm.Module>()) {
  if (seen.has(module)) return found;
  seen.add(module);
  if (module.status === 'evaluated') return found;
  for (const one of dependencies.get(module) ?? []) unevaluated(one, found, seen);
  found.add(module);
  return found;
}

/** As its effects are kept: CommonJS by its path. */
function effectsOf(module: vm.Module): string {
  const { identifier } = module;
  const isOwn = dependencies.has(module) || !identifier.startsWith('file:');
  return isOwn ? identifier : fileURLToPath(identifier);
}

function ask(module: vm.Module): void {
  for (const one of dependencies.get(module) ?? []) askFor(effectsOf(one));
}

/** One after the other, so that what each does to the process is known. */
async function evaluateGraph(module: vm.Module, isScript: boolean): Promise<void> {
  for (const one of unevaluated(module)) {
    if (one === module && isScript) continue;
    const end = dependencies.has(one) ? beginModule(one.identifier) : undefined;
    ask(one);
    const evaluated = one.evaluate();
    evaluated.catch(() => {}); // who imports it fails with it
    if (awaiting.has(one)) await evaluated.catch(() => {});
    end?.(one.status === 'evaluated');
  }
}

/** Whether what it imports imports it: then only V8 knows what comes first. */
function isInCycle(script: vm.Module): boolean {
  const seen = new Set<vm.Module>();
  const leadsBack = (module: vm.Module): boolean =>
    (dependencies.get(module) ?? []).some((one) => {
      if (one === script) return true;
      if (seen.has(one) || one.status === 'evaluated') return false;
      seen.add(one);
      return leadsBack(one);
    });
  return leadsBack(script);
}

/** What it imports comes first: it is not the script's doing. */
export function evaluateScript(module: vm.Module): Promise<void> {
  const evaluate = () => {
    forgetMatches();
    return module.evaluate();
  };
  ask(module);
  if (isInCycle(module)) return evaluate();
  const evaluated = evaluateGraph(module, true);
  const isWaiting = [...unevaluated(module)].some((one) => one !== module);
  return isWaiting ? evaluated.then(evaluate) : evaluate();
}

async function linkAndEvaluate(module: vm.Module): Promise<void> {
  await linkModule(module);
  await evaluateGraph(module, false);
  await module.evaluate();
}

/** Everything that the module imports is loaded, and it is evaluated, once. */
function evaluateOnce(module: vm.Module): Promise<void> {
  const begun = ready.get(module) ?? linkAndEvaluate(module);
  ready.set(module, begun);
  return begun;
}

/** Loads an ES module that nobody has asked for yet. */
export async function importUrl(url: string): Promise<void> {
  await evaluateOnce(await moduleFor(url, url, undefined));
}

/** Linked before anybody has asked for them. */
const linkedAhead = new WeakSet<vm.Module>();

/** Loads an ES module, and all that it imports, for a run that will evaluate it. */
export async function linkUrl(url: string): Promise<void> {
  const module = await moduleFor(url, url, undefined);
  await linkModule(module);
  for (const one of unevaluated(module)) linkedAhead.add(one);
}

/** import() */
export async function importFrom(
  filename: string,
  specifier: string,
  attributes?: object,
): Promise<vm.Module> {
  const parent = pathToFileURL(filename).href;
  noteImport(specifier, parent);
  const module = await moduleFor(specifier, parent, attributes as Attributes);
  askFor(effectsOf(module));
  await evaluateOnce(module);
  return module;
}

/**
 * @param isMain it is the script itself
 * @throws SyntaxError
 */
export function sourceModule(code: string, url: string, isMain = false): vm.SourceTextModule {
  const filename = fileURLToPath(url);
  const make = () =>
    new vm.SourceTextModule(code, {
      identifier: url,
      initializeImportMeta: (meta) => {
        // As a method, it keeps its name in the bundle.
        const { resolve } = { resolve: (specifier: string) => resolveFrom(specifier, url) };
        const main = hasImportMetaMain ? { main: isMain } : {};
        Object.assign(meta, { dirname: dirname(filename), filename, ...main, resolve, url });
      },
      importModuleDynamically: (specifier, _module, extra) =>
        importFrom(filename, specifier, extra) as Promise<never>,
    });
  const module = quietly(() => withoutCache(make));
  dependencies.set(module, []);
  if (isMain) {
    modules.set(url, module);
    scripts.add(url);
  }
  if (isAwaiting(code)) awaiting.add(module);
  if (namesOfProcess.test(code)) takers.add(url);
  return module;
}

/**
 * V8 keeps what it has compiled, by source; each run's module is another one with the same source,
 * and to look through all of them would take longer each time.
 */
function withoutCache<T>(work: () => T): T {
  v8().setFlagsFromString('--no-compilation-cache');
  try {
    return work();
  } finally {
    v8().setFlagsFromString('--compilation-cache');
  }
}
