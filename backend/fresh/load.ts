/** Loads a module ahead of the run that will ask for it. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { setMain, standInForMain } from '../interpreters/node/common-js.ts';
import { isPreparable, prepareModule } from '../interpreters/node/compiled.ts';
import { importUrl, linkUrl } from '../interpreters/node/es-loader.ts';
import type { Plan } from './plan.ts';

interface NodeLoader {
  _load(request: string, parent: Module | undefined, isMain: boolean): unknown;
  readonly _cache: Record<string, Module>;
}
const nodeLoader = Module as unknown as NodeLoader;

export class Loader {
  /** In the place of the script's own, which a run makes; an ES module is none. */
  private readonly main: Module | undefined;
  private readonly parents: Readonly<Record<string, string>>;

  constructor({ isMain, parents, script }: Pick<Plan, 'isMain' | 'parents' | 'script'>) {
    this.main = isMain ? standInForMain(script) : undefined;
    if (!isMain) setMain(undefined);
    this.parents = parents;
  }

  /**
   * @param name path of a CommonJS module, or URL of an ES module
   * @throws what its evaluation throws
   */
  async load(name: string): Promise<void> {
    if (name.startsWith('file:')) return importUrl(name);
    const parent = nodeLoader._cache[this.parents[name] ?? ''] ?? this.main;
    nodeLoader._load(name, parent, false);
  }
}

/** @param name of a module of Node.js's own */
export const loadBuiltin = (name: string): unknown => require(name);

/**
 * Compiles a module that a run will evaluate itself.
 * @param isLinked whether an ES module may be linked, to what is there now
 */
export async function prepare(name: string, isLinked: boolean): Promise<void> {
  try {
    if (name.startsWith('file:') && isLinked) await linkUrl(name);
    else if (/\.c?js$/.test(name)) prepareFile(name);
  } catch {
    // The run will say why.
  }
}

function prepareFile(path: string): void {
  const code = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  if (isPreparable(code)) prepareModule(code, path);
}
