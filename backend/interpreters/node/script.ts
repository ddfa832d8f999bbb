/** A script, compiled once and evaluated for every run. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vm from 'node:vm';

type Evaluate = () => void | Promise<void>;

export interface Script {
  /** As in the request, to see whether it has changed. */
  readonly stamp: Buffer;
  readonly evaluate: Evaluate;
}

const needEsbuild = new Set(['.ts', '.mts', '.cts', '.tsx', '.jsx']);
const helper = (): Promise<{
  resolve(specifier: string, parent: string): string;
  load(url: string, attributes?: unknown): Promise<object>;
}> => import('./resolve.mjs' as string);

let resolver: ((specifier: string, parent: string) => string) | undefined;

/** @returns the file's JavaScript, from the cache if it was compiled before */
function javascript(source: string, filename: string, cache: string): string {
  const extension = extname(filename);
  if (!needEsbuild.has(extension)) return source;
  const { transformSync, version } = require('esbuild') as typeof import('esbuild');
  const name = createHash('sha256').update(`${version}\0${filename}\0${source}`).digest('hex');
  const cached = join(cache, name);
  if (existsSync(cached)) return readFileSync(cached, 'utf8');
  const loader = extension === '.tsx' ? 'tsx' : extension === '.jsx' ? 'jsx' : 'ts';
  const { code } = transformSync(source, {
    loader,
    sourcefile: filename,
    sourcemap: 'inline',
    target: 'node20',
  });
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  writeFileSync(`${cached}.${process.pid}`, code);
  renameSync(`${cached}.${process.pid}`, cached);
  return code;
}

/** What the nearest package.json says, if it says anything. */
function packageType(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type;
    if (at === dirname(at)) return undefined;
  }
}

async function importFrom(
  filename: string,
  specifier: string,
  attributes?: unknown,
): Promise<object> {
  const { resolve: find, load } = await helper();
  resolver = find;
  return load(find(specifier, pathToFileURL(filename).href), attributes);
}

function commonJs(code: string, filename: string): Evaluate {
  const compiled = vm.compileFunction(
    code,
    ['exports', 'require', 'module', '__filename', '__dirname'],
    {
      filename,
      importModuleDynamically: (specifier, _script, attributes) =>
        importFrom(
          filename,
          specifier,
          attributes === undefined ? undefined : { with: attributes },
        ) as Promise<never>,
    },
  );
  const loader = Module as unknown as {
    _nodeModulePaths(path: string): string[];
    _cache: Record<string, Module>;
  };
  return () => {
    const module = new Module(filename);
    Object.assign(module, { id: '.', filename, paths: loader._nodeModulePaths(dirname(filename)) });
    process.mainModule = module;
    loader._cache[filename] = module;
    const base = Module.createRequire(filename);
    const require = Object.assign((id: string) => module.require(id), base, { main: module });
    compiled.call(module.exports, module.exports, require, module, filename, dirname(filename));
    module.loaded = true;
  };
}

function esModule(code: string, filename: string): Evaluate {
  const dependencies = new Map<string, vm.Module>();
  const link = async (
    specifier: string,
    _from: vm.Module,
    extra: { attributes?: object },
  ): Promise<vm.Module> => {
    const known = dependencies.get(specifier);
    if (known !== undefined) return known;
    const namespace = await importFrom(
      filename,
      specifier,
      extra.attributes && { with: extra.attributes },
    );
    const names = Object.keys(namespace);
    const module = new vm.SyntheticModule(names, function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, (namespace as Record<string, unknown>)[name]);
    });
    dependencies.set(specifier, module);
    return module;
  };
  const make = () =>
    new vm.SourceTextModule(code, {
      identifier: pathToFileURL(filename).href,
      initializeImportMeta: (meta) => {
        Object.assign(meta, {
          dirname: dirname(filename),
          filename,
          resolve: (specifier: string) => resolver?.(specifier, pathToFileURL(filename).href),
          url: pathToFileURL(filename).href,
        });
      },
      importModuleDynamically: (specifier, _module, attributes) =>
        importFrom(
          filename,
          specifier,
          attributes === undefined ? undefined : { with: attributes },
        ) as Promise<never>,
    });
  quietly(make);
  return async () => {
    resolver ??= (await helper()).resolve;
    const module = make();
    await module.link(link as never);
    await module.evaluate();
  };
}

/** Without the warning that vm's modules are experimental: the script doesn't use them. */
function quietly(work: () => void): void {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

const moduleSyntax =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid in async functions/;

export function stampOf(fd: number): Buffer {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(fd, { bigint: true });
  const second = 1_000_000_000n;
  const numbers = [
    dev,
    ino,
    size,
    mtimeNs / second,
    mtimeNs % second,
    ctimeNs / second,
    ctimeNs % second,
  ];
  return Buffer.from(BigUint64Array.from(numbers).buffer);
}

/**
 * @param path of the script, against the current directory
 * @param cache folder for compiled TypeScript
 * @throws SyntaxError as the interpreter would
 */
export function readScript(path: string, cache: string): Script {
  const filename = realpathSync(resolve(path));
  const fd = openSync(filename, 'r');
  const stamp = stampOf(fd);
  const source = readFileSync(fd, 'utf8').replace(/^\uFEFF/, '');
  closeSync(fd);
  const extension = extname(filename);
  const code = javascript(source, filename, cache);
  const type = /^\.m[jt]s$/.test(extension)
    ? 'module'
    : /^\.c[jt]s$/.test(extension)
      ? 'commonjs'
      : packageType(dirname(filename));
  if (type === 'module') return { stamp, evaluate: esModule(code, filename) };
  try {
    return { stamp, evaluate: commonJs(code, filename) };
  } catch (error) {
    const isModule =
      type === undefined && error instanceof SyntaxError && moduleSyntax.test(error.message);
    if (!isModule) throw error;
    return { stamp, evaluate: esModule(code, filename) };
  }
}
