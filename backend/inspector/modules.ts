/** The modules that the script has loaded: those of CommonJS and of ES, by path. */
import { fileURLToPath } from 'node:url';
import type * as vm from 'node:vm';
import type { Loader } from '../inspector.ts';

/** Before Node.js 24.4, only the older name is there. */
interface Requesting {
  readonly moduleRequests?: readonly { readonly specifier: string }[];
  readonly dependencySpecifiers?: readonly string[];
}

const pathOf = (url: string): string | undefined =>
  url.startsWith('file:') ? fileURLToPath(url) : undefined;

function specifiersOf(module: vm.Module): readonly string[] {
  const { moduleRequests, dependencySpecifiers = [] } = module as unknown as Requesting;
  return moduleRequests?.map(({ specifier }) => specifier) ?? dependencySpecifiers;
}

export class Modules {
  private readonly before: ReadonlySet<string>;

  constructor(private readonly loader: Loader) {
    this.before = new Set(Object.keys(loader.moduleCache));
  }

  /** The script itself is evaluated anew in any case, and a native one can't be loaded twice. */
  private isOurs(path: string): boolean {
    return !this.before.has(path) && path !== process.mainModule?.filename && !/\.node$/.test(path);
  }

  private paths(): string[] {
    const ofEs = [...this.loader.modules.keys()].map(pathOf);
    const all = [
      ...Object.keys(this.loader.moduleCache),
      ...ofEs.filter((path) => path !== undefined),
    ];
    return all.filter((path) => this.isOurs(path));
  }

  private importedBy(url: string, module: vm.Module): string[] {
    return specifiersOf(module).flatMap((specifier) => {
      try {
        return pathOf(this.loader.resolveFrom(specifier, url)) ?? [];
      } catch {
        return []; // not to be found, so that it isn't loaded either
      }
    });
  }

  private graph(): Map<string, string[]> {
    const graph = new Map<string, string[]>(this.paths().map((path) => [path, []]));
    for (const [path, module] of Object.entries(this.loader.moduleCache)) {
      graph.get(path)?.push(...module.children.map(({ filename }) => filename));
    }
    for (const [url, module] of this.loader.modules) {
      graph.get(pathOf(url) ?? '')?.push(...this.importedBy(url, module));
    }
    return graph;
  }

  /** Each behind those that it loads. */
  list(): string[] {
    const graph = this.graph();
    const listed = new Set<string>();
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path) || !graph.has(path)) return;
      seen.add(path);
      for (const one of graph.get(path) ?? []) visit(one);
      listed.add(path);
    };
    for (const path of graph.keys()) visit(path);
    return [...listed];
  }

  /** They are loaded anew when they are next asked for. */
  forgetAllBut(kept: readonly string[]): void {
    const stays = new Set(kept);
    for (const path of this.paths()) if (!stays.has(path)) this.forget(path);
  }

  private forget(path: string): void {
    const { modules } = this.loader;
    delete this.loader.moduleCache[path];
    for (const url of modules.keys()) if (pathOf(url) === path) modules.delete(url);
  }
}
