/**
 * Loads what an ES module script imports. Node.js can link no module of its own loader to one of
 * vm's, so that ES modules are loaded here, once: their bindings stay live. CommonJS, JSON and the
 * like come from Node.js's own loader, as values.
 */
import { existsSync, readFileSync } from 'node:fs';
import Module, { isBuiltin } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import * as vm from 'node:vm';
import { compile, isCompiled } from './compile.ts';
import { declaredType, typeOf } from './module-type.ts';
import { quietly } from './quietly.ts';
import { hasImportMetaMain } from './versions.ts';

type Attributes = Record<string, string> | undefined;
type Resolve = (specifier: string, parent: string) => string;

const modules = new Map<string, vm.Module>();
const ready = new WeakMap<vm.Module, Promise<void>>();

let resolver: Resolve | undefined;

/** import.meta.resolve, which only ES modules have. */
function nodeResolve(specifier: string, parent: string): string {
  resolver ??= quietly(() => (require('./resolve.mjs') as { resolve: Resolve }).resolve);
  return resolver(specifier, parent);
}

/** TypeScript names a file by what it is compiled to: x.js may be x.ts. */
function withSourceEnding(url: string): string {
  if (!url.startsWith('file:') || existsSync(fileURLToPath(url))) return url;
  const sources = [url.replace(/\.([cm]?)js$/, '.$1ts'), url.replace(/\.jsx?$/, '.tsx')];
  const found = sources.find((source) => source !== url && existsSync(fileURLToPath(source)));
  return found ?? url;
}

const isRelative = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);

function resolveFrom(specifier: string, parent: string): string {
  if (!isRelative(specifier)) return nodeResolve(specifier, parent);
  const url = withSourceEnding(new URL(specifier, parent).href);
  return isCompiled(url) ? url : nodeResolve(specifier, parent);
}

const nativeImport = vm.compileFunction('return import(url, options)', ['url', 'options'], {
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string, options?: { with: Attributes }) => Promise<object>;

function fromValues(values: object, identifier: string): vm.Module {
  const names = Object.keys(values);
  return new vm.SyntheticModule(
    names,
    function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, (values as Record<string, unknown>)[name]);
    },
    { identifier },
  );
}

function builtin(name: string): vm.Module {
  const values = require(name) as object;
  return fromValues({ ...values, default: values }, name);
}

/** CommonJS that has to be compiled, which Node.js's loader for import doesn't know. */
function required(url: string): vm.Module {
  const values: unknown = Module.createRequire(url)(fileURLToPath(url));
  const named = typeof values === 'object' && values !== null ? values : {};
  return fromValues({ ...named, default: values }, url);
}

/** By its syntax; most CommonJS has no word of it. */
const isModule = (code: string, filename: string): boolean =>
  /\b(?:import|export|await)\b/.test(code) && typeOf(code, filename) === 'module';

/** The JavaScript of an ES module; undefined for anything else. */
function sourceOf(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const filename = fileURLToPath(url);
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

/** Node.js would name us as the one who imports. */
function checkThere(url: string, parent: string): void {
  if (!url.startsWith('file:') || existsSync(fileURLToPath(url))) return;
  const [file, importer] = [fileURLToPath(url), fileURLToPath(parent)];
  const error = new Error(`Cannot find module '${file}' imported from ${importer}`);
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND', url });
}

async function load(url: string, parent: string, attributes: Attributes): Promise<vm.Module> {
  if (isBuiltin(url)) return builtin(url);
  checkThere(url, parent);
  const code = sourceOf(url);
  if (code !== undefined) return sourceModule(code, url);
  if (isCompiled(url)) return required(url);
  const imported = quietly(() => nativeImport(url, attributes && { with: attributes }));
  return fromValues(await imported, url);
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

type LinkExtra = { attributes?: Attributes; assert?: Attributes };
const link = (specifier: string, from: vm.Module, extra: LinkExtra): Promise<vm.Module> =>
  moduleFor(specifier, from.identifier, extra.attributes ?? extra.assert);

/** One graph is linked after the other: a module that is just being linked can't be waited for. */
let linking: Promise<unknown> = Promise.resolve();

async function linkAndEvaluate(module: vm.Module): Promise<void> {
  const linked = linking.then(() =>
    module.status === 'unlinked' ? module.link(link as vm.ModuleLinker) : undefined,
  );
  linking = linked.catch(() => {});
  await linked;
  await module.evaluate();
}

/** Everything that the module imports is loaded, and it is evaluated, once. */
export function evaluateModule(module: vm.Module): Promise<void> {
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
  await evaluateModule(module);
  return module;
}

/** @throws SyntaxError */
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
  return quietly(() => withoutCache(make));
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
