/** A CommonJS script: compiled once, evaluated as the main module for every run. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import * as vm from 'node:vm';
import { compile, compiledEndings } from './compile.ts';
import { importFrom } from './es-loader.ts';
import { commonJsNames } from './module-type.ts';

/** What Node.js documents of Module only in part. */
interface Loader {
  _nodeModulePaths(path: string): string[];
  _cache: Record<string, Module>;
  _extensions: Record<string, (module: Compiling, filename: string) => void>;
}
interface Compiling {
  _compile(code: string, filename: string): void;
}
const loader = Module as unknown as Loader;

for (const ending of compiledEndings) {
  loader._extensions[ending] = (module, filename) =>
    module._compile(compile(readFileSync(filename, 'utf8'), filename), filename);
}

/** What is the same for each run's main module. */
interface Main {
  readonly filename: string;
  readonly folder: string;
  readonly paths: string[];
  readonly require: NodeJS.Require;
}

function mainModule({ filename, paths }: Main): Module {
  const module = new Module(filename);
  Object.assign(module, { id: '.', filename, paths: [...paths] });
  process.mainModule = module;
  loader._cache[filename] = module;
  return module;
}

function requireOf(module: Module, main: Main): NodeJS.Require {
  const require = ((id: string) => module.require(id)) as NodeJS.Require;
  const { resolve, extensions, cache } = main.require;
  return Object.assign(require, { resolve, main: module, extensions, cache });
}

/**
 * @returns evaluates the script
 * @throws SyntaxError
 */
export function commonJs(code: string, filename: string): () => void {
  const compiled = vm.compileFunction(code, [...commonJsNames], {
    filename,
    importModuleDynamically: (specifier, _function, attributes) =>
      importFrom(filename, specifier, attributes) as Promise<never>,
  });
  const folder = dirname(filename);
  const paths = loader._nodeModulePaths(folder);
  const main: Main = { filename, folder, paths, require: Module.createRequire(filename) };
  return () => {
    const module = mainModule(main);
    const { exports } = module;
    compiled.call(exports, exports, requireOf(module, main), module, filename, folder);
    module.loaded = true;
  };
}
