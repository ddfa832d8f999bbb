/** What ES modules import that is none: a module whose exports are values from elsewhere. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import * as vm from 'node:vm';
import { ourselves } from './module-effects.ts';
import { quietly } from './quietly.ts';
import { exportsModuleExports } from './versions.ts';

/** @param read what is exported, asked for when the module is evaluated */
function synthetic(
  names: Iterable<string>,
  read: () => object,
  identifier: string,
): vm.SyntheticModule {
  const all = [...names];
  function evaluate(this: vm.SyntheticModule): void {
    const values = read() as Record<string, unknown>;
    for (const name of all) this.setExport(name, values[name]);
  }
  return quietly(() => new vm.SyntheticModule(all, evaluate, { identifier }));
}

const fromValues = (values: object, identifier: string): vm.SyntheticModule =>
  synthetic(Object.keys(values), () => values, identifier);

export function builtin(name: string): vm.Module {
  const values = require(name) as object;
  const all = () => ourselves(() => ({ ...values, default: values }));
  const module = synthetic(Object.keys(all()), all, name);
  if (values === process) processModules.set(module, Object.keys(process));
  return module;
}

/** `process` and `node:process`, with the names that they export. */
const processModules = new Map<vm.SyntheticModule, string[]>();

/** What is imported from process by name is this run's: arguments, streams. */
export function renewProcess(): void {
  for (const [module, names] of processModules) {
    for (const name of names) module.setExport(name, process[name as keyof NodeJS.Process]);
  }
}

type Import = (url: string, options?: { with: object }) => Promise<object>;
const imports = new Map<string, Import>();

/** Node.js's own import(), for a module that it takes for the one that asks. */
function importOf(parent: string): Import {
  const known = imports.get(parent);
  if (known !== undefined) return known;
  const made = vm.compileFunction('return import(url, options)', ['url', 'options'], {
    filename: parent,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as Import;
  imports.set(parent, made);
  return made;
}

/** Whatever Node.js makes of it: JSON, WebAssembly, an error. */
export async function imported(
  url: string,
  parent: string,
  attributes: object | undefined,
): Promise<vm.Module> {
  const load = importOf(parent);
  return fromValues(await quietly(() => load(url, attributes && { with: attributes })), url);
}

type Lexer = typeof import('cjs-module-lexer');
let lexer: Lexer | undefined;

/** As Node.js finds them, without running anything. */
function exportNames(filename: string, names = new Set<string>(), seen = new Set<string>()) {
  if (seen.has(filename)) return names;
  seen.add(filename);
  lexer ??= require('cjs-module-lexer') as Lexer;
  try {
    const { exports, reexports } = lexer.parse(readFileSync(filename, 'utf8'), filename);
    for (const name of exports) names.add(name);
    const { resolve } = Module.createRequire(filename);
    for (const one of reexports)
      exportNames(resolve(one, { paths: [dirname(filename)] }), names, seen);
  } catch {
    // What can't be read is no name; whoever evaluates it will say why.
  }
  return names;
}

interface Loader {
  _load(filename: string, parent: undefined, isMain: boolean): unknown;
}

/** CommonJS: what its text says it exports, and all of it as the default; evaluated in its turn. */
export function commonJsModule(url: string, filename: string): vm.Module {
  const names = exportNames(filename);
  for (const name of ['default', ...(exportsModuleExports ? ['module.exports'] : [])])
    names.add(name);
  const read = () => {
    const exported = (Module as unknown as Loader)._load(filename, undefined, false);
    const all = { default: exported, 'module.exports': exported };
    return new Proxy(all, {
      get: (own, name) => Reflect.get(name in own ? own : Object(exported), name),
    });
  };
  return synthetic(names, read, url);
}
