/**
 * Loads what an ES module script imports. Node.js can link no module of its own loader to one of
 * vm's, so that ES modules are loaded here, once: their bindings stay live. CommonJS, JSON and the
 * like come from Node.js's own loader, as values.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import * as vm from 'node:vm';
import { compile, isCompiled } from './compile.ts';
import { builtin, commonJsModule, imported } from './foreign.ts';
import { beginModules } from './module-effects.ts';
import { declaredType, typeOf } from './module-type.ts';
import { quietly } from './quietly.ts';
import { resolveFrom } from './resolve.ts';
import { hasImportMetaMain } from './versions.ts';

type Attributes = Record<string, string> | undefined;

/** By URL, or by the name of a builtin one. */
export const modules = new Map<string, vm.Module>();
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

const isOther = (filename: string): boolean => /\.(json|wasm|node)$/.test(filename);

async function load(url: string, parent: string, attributes: Attributes): Promise<vm.Module> {
  if (isBuiltin(url)) return builtin(url);
  const filename = url.startsWith('file:') ? fileURLToPath(url) : undefined;
  // Node.js says in its own words what isn't there.
  if (filename === undefined || isOther(filename) || !existsSync(filename)) {
    return imported(url, parent, attributes);
  }
  const code = sourceOf(filename);
  return code === undefined ? commonJsModule(url, filename) : sourceModule(code, url);
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

const unfinished = new Set(['unlinked', 'linking', 'linked', 'evaluating']);

/** Whether there is a module that isn't whole. */
export const isAnyLoading = (): boolean =>
  [...modules.values()].some(({ status }) => unfinished.has(status));

/** What failed is tried again in the next run, as in a fresh process. */
export function forgetFailed(): void {
  for (const [url, { status }] of modules) if (status === 'errored') modules.delete(url);
}

/** What a module imports, in its order. */
const dependencies = new WeakMap<vm.Module, vm.Module[]>();

type LinkExtra = { attributes?: Attributes; assert?: Attributes };
async function link(specifier: string, from: vm.Module, extra: LinkExtra): Promise<vm.Module> {
  const at = (dependencies.get(from) ?? []).push(undefined as never) - 1;
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
}

async function evaluateModules(some: readonly vm.Module[]): Promise<void> {
  const end = beginModules();
  const evaluated = some.map((one) => one.evaluate());
  end(true);
  await Promise.all(evaluated);
}

/** What it imports comes first, so that what modules do can be told from what the script does. */
export function evaluateScript(module: vm.Module): Promise<void> {
  const left = (dependencies.get(module) ?? []).filter(({ status }) => status !== 'evaluated');
  if (left.length > 0) evaluateModules(left).catch(() => {}); // the script fails with them
  return module.evaluate();
}

async function linkAndEvaluate(module: vm.Module): Promise<void> {
  await linkModule(module);
  await evaluateModules([module]);
}

/** Everything that the module imports is loaded, and it is evaluated, once. */
function evaluateOnce(module: vm.Module): Promise<void> {
  const begun = ready.get(module) ?? linkAndEvaluate(module);
  ready.set(module, begun);
  return begun;
}

/** import() */
export async function importFrom(
  filename: string,
  specifier: string,
  attributes?: object,
): Promise<vm.Module> {
  const parent = pathToFileURL(filename).href;
  const module = await moduleFor(specifier, parent, attributes as Attributes);
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
        const resolve = (specifier: string) => resolveFrom(specifier, url);
        Object.assign(meta, { dirname: dirname(filename), filename, resolve, url });
        if (hasImportMetaMain) Object.assign(meta, { main: isMain });
      },
      importModuleDynamically: (specifier, _module, extra) =>
        importFrom(filename, specifier, extra) as Promise<never>,
    });
  const module = quietly(() => withoutCache(make));
  if (isMain) dependencies.set(module, []);
  return module;
}

/**
 * V8 keeps what it has compiled, by source; each run's module is another one with the same source,
 * and to look through all of them would take longer each time.
 */
function withoutCache<T>(work: () => T): T {
  setFlagsFromString('--no-compilation-cache');
  try {
    return work();
  } finally {
    setFlagsFromString('--compilation-cache');
  }
}
