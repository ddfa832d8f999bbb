/** TypeScript and JSX to JavaScript, by esbuild; kept on disk by content, since that takes long. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { withSlowLock } from '../../../shared/slow-lock.ts';
import { keepDirectory } from '../../directory.ts';
import { settings } from '../../settings.ts';
import { declaredType } from './module-type.ts';
import { mapStacks } from './source-maps.ts';
import { tsconfigOf } from './tsconfig.ts';

type Esbuild = typeof import('esbuild');

const build = '@BUILD@';
const loaders = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx', '.jsx': 'jsx' } as const;
export const compiledEndings = Object.keys(loaders);

export const isCompiled = (filename: string): boolean => extname(filename) in loaders;

interface Input {
  readonly source: string;
  readonly filename: string;
  /** A file that is CommonJS may be written with import and export all the same. */
  readonly isCommonJs: boolean;
  /** The nearest tsconfig.json, of which esbuild takes what concerns a single file. */
  readonly tsconfig: string | undefined;
}

/**
 * What it needs is loaded when it is needed: most scripts are JavaScript.
 * @throws SyntaxError
 */
export function compile(source: string, filename: string): string {
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const { version } = process;
  const tsconfig = tsconfigOf(filename)?.text;
  const isCommonJs = declaredType(filename) === 'commonjs';
  const parts = [build, version, filename, tsconfig ?? '', String(isCommonJs), source];
  const name = createHash('sha256').update(parts.join('\0')).digest('hex');
  const kept = join(settings.cache, name);
  const code = readIfThere(kept) ?? compileOnce({ source, filename, isCommonJs, tsconfig }, kept);
  mapStacks(filename, code);
  return code;
}

/** Many backends may start at once: one compiles, the others wait for it. */
function compileOnce(input: Input, kept: string): string {
  makeCache();
  return withSlowLock(kept, () => readIfThere(kept) ?? keep(kept, transform(input)));
}

/** The folder must be there before the lock in it. */
function makeCache(): void {
  try {
    mkdirSync(settings.cache, { mode: 0o700 });
  } catch {
    // It is there, or can't be: then nothing is kept.
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

let esbuild: Esbuild | undefined;

/**
 * By default, esbuild would leave a process and a thread running, which hold the descriptors of
 * the first request; and it remembers the current directory, which may be gone the next time.
 */
function loadEsbuild(): Esbuild {
  const { ESBUILD_WORKER_THREADS: before } = process.env;
  const restoreDirectory = keepDirectory();
  process.env.ESBUILD_WORKER_THREADS = '0';
  process.chdir('/');
  try {
    return require('esbuild') as Esbuild;
  } finally {
    restoreDirectory();
    if (before === undefined) delete process.env.ESBUILD_WORKER_THREADS;
    else process.env.ESBUILD_WORKER_THREADS = before;
  }
}

function transform({ source, filename, isCommonJs, tsconfig }: Input): string {
  esbuild ??= loadEsbuild();
  try {
    const { code } = esbuild.transformSync(source, {
      loader: loaders[extname(filename) as keyof typeof loaders],
      sourcefile: filename,
      sourcemap: 'inline',
      target: `node${process.versions.node}`,
      logLevel: 'silent',
      ...(isCommonJs ? { format: 'cjs' } : {}),
      ...(tsconfig === undefined ? {} : { tsconfigRaw: tsconfig }),
    });
    return code;
  } catch (error) {
    throw syntaxError(error);
  }
}

/** As Node.js shows one: the place, the line, and where in it. */
function syntaxError(error: unknown): unknown {
  const [first] = (error as { errors?: import('esbuild').Message[] }).errors ?? [];
  if (first?.location == null) return error;
  const { file, line, column, lineText } = first.location;
  const shown = new SyntaxError(first.text);
  const place = `${file}:${line}\n${lineText}\n${' '.repeat(column)}^\n\n`;
  shown.stack = `${place}SyntaxError: ${first.text}\n    at ${file}:${line}:${column + 1}`;
  return shown;
}

/** Written under another name first: whoever reads finds all of it, or nothing. */
function keep(path: string, code: string): string {
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, code, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch {
    // The next one compiles it again.
  }
  return code;
}
