/** A CommonJS script: compiled once, evaluated as the main module for every run. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, resolve } from 'node:path';
import * as vm from 'node:vm';
import { noteRequire } from '../../changes/places.ts';
import { noteModule } from '../../changes/sources.ts';
import { compile, compiledEndings, isCompiled } from './compile.ts';
import { expectStub, isPreparable, prepareModule, stub } from './compiled.ts';
import type { Main } from './current.ts';
import { importFrom, isAnyLoading } from './es-loader.ts';
import { forgetMatches } from './forget-matches.ts';
import { moduleCache } from './module-cache.ts';
import { askFor, beginModule } from './module-effects.ts';
import { commonJsNames } from './module-type.ts';
import { ownEntry } from './own-package.ts';
import { mappedPath, sourceFor } from './tsconfig.ts';

/** What Node.js documents of Module only in part. */
interface Loader {
  _nodeModulePaths(path: string): string[];
  _resolveLookupPaths(request: string, parent: Module | undefined): string[] | null;
  _findPath(request: string, folders: string[], ...more: unknown[]): string | false;
  _cache: Record<string, Module>;
  _extensions: Record<string, (module: Compiling, filename: string) => void>;
}
interface Compiling {
  _compile(code: string, filename: string, ...rest: unknown[]): unknown;
}
const loader = Module as unknown as Loader;

for (const ending of compiledEndings) {
  loader._extensions[ending] = (module, filename) =>
    module._compile(compile(readFileSync(filename, 'utf8'), filename), filename);
}

/** Who asks for a module; Node.js looks for it next. */
let asking: Module | undefined;
const { _resolveLookupPaths: plainLookup, _findPath: plainFind } = loader;
loader._resolveLookupPaths = (request, parent) => {
  asking = parent;
  return plainLookup(request, parent);
};

/** What TypeScript finds where Node.js doesn't. */
function findSource(request: string, asker: string): string | undefined {
  if (/^\.{0,2}\//.test(request)) return sourceFor(resolve(dirname(asker), request));
  return mappedPath(request, asker);
}

// No frame of ours is on the stack where an error is thrown for what isn't found.
loader._findPath = (request, folders, ...more) => {
  const asker = asking?.filename;
  asking = undefined;
  noteRequire(request, folders ?? [], Object.keys(loader._extensions), asker);
  const source = asker && isCompiled(asker) ? findSource(request, asker) : undefined;
  return source ?? (plainFind(request, folders, ...more) || (ownEntry(request, '.cjs') ?? false));
};

const { _compile: plainCompile } = Module.prototype as unknown as Compiling;
// In stacks, from Node.js 22 on it has the name of the property where it stands no more.
Object.defineProperty(plainCompile, 'name', { value: '_compile' });

/** What Node.js is given to compile: what can't be compiled here is told in its own words. */
function codeFor(code: string, filename: string): string {
  if (!isPreparable(code)) return code;
  try {
    expectStub(prepareModule(code, filename));
    return stub;
  } catch {
    return code;
  }
}

/** All modules but the script itself are compiled, and evaluated, by this. */
Object.assign(Module.prototype, {
  _compile(this: Module, code: string, filename: string, ...rest: unknown[]): unknown {
    const end = beginModule(filename);
    let isWhole = false;
    try {
      const result = plainCompile.call(this, codeFor(code, filename), filename, ...rest);
      isWhole = true;
      return result;
    } finally {
      end(isWhole);
    }
  },
});

// Node.js looks here first, whoever asks for a module.
loader._cache = new Proxy(moduleCache, {
  get(cache, filename) {
    if (typeof filename === 'string') {
      if (filename in cache) askFor(filename);
      else noteModule(filename);
    }
    return Reflect.get(cache, filename);
  },
});

/** What is the same for each run's main module. */
interface Program {
  readonly filename: string;
  readonly folder: string;
  readonly paths: string[];
  readonly require: NodeJS.Require;
}

/** The last run's main module can't be required any more; an ES module script has none. */
export function setMain(module: Module | undefined): void {
  if (process.mainModule !== undefined) delete moduleCache[process.mainModule.filename];
  (process as { mainModule?: Module | undefined }).mainModule = module;
  if (module !== undefined) moduleCache[module.filename] = module;
}

/** Whether there is a module, besides the script's own, that isn't whole. */
export const isAnyRequiring = (): boolean =>
  Object.values(moduleCache).some((one) => !one.loaded && one !== process.mainModule);

/** Modules that were loaded before the script know it as this. */
let standIn: Module | undefined;

function newMain(filename: string): Module {
  const module = new Module(filename, null as unknown as Module);
  return Object.assign(module, { id: '.', filename });
}

/**
 * @param filename of a script that will be run
 * @returns its main module, as those that are loaded ahead of it find it
 */
export function standInForMain(filename: string): Module {
  standIn = newMain(filename);
  setMain(standIn);
  return standIn;
}

function mainModule({ filename, paths }: Program): Module {
  const module = standIn?.filename === filename ? standIn : newMain(filename);
  module.paths = [...paths];
  standIn = undefined;
  setMain(module);
  return module;
}

function requireOf(module: Module, program: Program): NodeJS.Require {
  // As a method, it keeps its name in the bundle.
  const { require } = { require: (id: string) => module.require(id) };
  const { resolve: resolvePath, extensions, cache } = program.require;
  return Object.assign(require, { resolve: resolvePath, main: module, extensions, cache });
}

/** @throws SyntaxError */
export function commonJs(code: string, filename: string): Main {
  const compiled = vm.compileFunction(code, [...commonJsNames], {
    filename,
    importModuleDynamically: (specifier, _function, attributes) =>
      importFrom(filename, specifier, attributes) as Promise<never>,
  });
  const folder = dirname(filename);
  const paths = loader._nodeModulePaths(folder);
  const program: Program = { filename, folder, paths, require: Module.createRequire(filename) };
  const evaluateCommonJs = () => {
    const module = mainModule(program);
    const { exports } = module;
    const require = requireOf(module, program);
    forgetMatches();
    compiled.call(exports, exports, require, module, filename, folder);
    module.loaded = true;
  };
  return { evaluate: evaluateCommonJs, isLoading: () => isAnyRequiring() || isAnyLoading() };
}
