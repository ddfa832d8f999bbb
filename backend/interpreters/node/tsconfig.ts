/** What the nearest tsconfig.json, with those that it extends, says of a TypeScript file. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { note } from '../../changes/sources.ts';

type Library = typeof import('get-tsconfig');
type Tsconfig = NonNullable<ReturnType<Library['getTsconfig']>>;

interface Found {
  /** As esbuild takes it: what is written, with what is extended. */
  readonly text: string;
  /** @returns where `paths` and `baseUrl` lead, without endings perhaps */
  readonly candidates: (specifier: string) => readonly string[];
}

const byFolder = new Map<string, Found | undefined>();

/** What get-tsconfig has looked for, as "existsSync:/path"; it asks here before it looks. */
class Consulted extends Map<string, unknown> {
  override get(key: string): unknown {
    const [, path] = key.split(':');
    if (path?.startsWith('/')) note(path);
    return super.get(key);
  }
}

function read(filename: string): Found | undefined {
  const { getTsconfig, createPathsMatcher } = require('get-tsconfig') as Library;
  const tsconfig: Tsconfig | null = getTsconfig(filename, 'tsconfig.json', new Consulted());
  if (tsconfig === null) return undefined;
  const candidates = createPathsMatcher(tsconfig) ?? (() => []);
  return { text: JSON.stringify(tsconfig.config), candidates };
}

/**
 * @returns undefined if there is none
 * @throws Error if it can't be read
 */
export function tsconfigOf(filename: string): Found | undefined {
  const folder = dirname(filename);
  if (!byFolder.has(folder)) byFolder.set(folder, read(filename));
  return byFolder.get(folder);
}

const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
function isFile(path: string): boolean {
  note(path);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** TypeScript names a file by what it is compiled to: x.js may be x.ts. */
export function sourceFor(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  note(path);
  const sources = [path.replace(/\.([cm]?)js$/, '.$1ts'), path.replace(/\.jsx?$/, '.tsx')];
  return sources.find((source) => source !== path && isFile(source));
}

function fileAt(path: string): string | undefined {
  const source = sourceFor(path);
  if (source !== undefined) return source;
  return [path, join(path, 'index')]
    .flatMap((one) => endings.map((ending) => one + ending))
    .find(isFile);
}

/** @returns the file that `paths` of a TypeScript file's tsconfig.json name so, if there is one */
export function mappedPath(specifier: string, filename: string): string | undefined {
  for (const candidate of tsconfigOf(filename)?.candidates(specifier) ?? []) {
    const file = fileAt(candidate);
    if (file !== undefined) return file;
  }
  return undefined;
}
