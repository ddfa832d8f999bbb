/** What kind of module a file is: by its ending, its package.json, and then its syntax. */
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import * as vm from 'node:vm';
import { note } from '../../changes/sources.ts';

type ModuleType = 'module' | 'commonjs';

/** What the nearest package.json says, if it says anything. */
function packageType(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const text = readPackage(at);
    if (text !== undefined) return (JSON.parse(text) as { type?: string }).type;
    if (at === dirname(at)) return undefined;
  }
}

function readPackage(folder: string): string | undefined {
  try {
    const path = join(folder, 'package.json');
    note(path);
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @returns undefined if only the syntax can tell */
export function declaredType(filename: string): ModuleType | undefined {
  const ending = extname(filename);
  if (ending === '.mjs' || ending === '.mts') return 'module';
  if (ending === '.cjs' || ending === '.cts') return 'commonjs';
  const type = packageType(dirname(filename));
  return type === 'module' || type === 'commonjs' ? type : undefined;
}

const moduleSyntax =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid in async functions|Unexpected reserved word|Identifier '(?:exports|require|module|__filename|__dirname)' has already been declared/;

/** Whether an error of compiling a file as CommonJS says that it is an ES module. */
export const tellsModule = (error: unknown): boolean =>
  error instanceof SyntaxError && moduleSyntax.test(error.message);

/** @param code JavaScript */
export function typeOf(code: string, filename: string): ModuleType {
  const declared = declaredType(filename);
  if (declared !== undefined) return declared;
  try {
    vm.compileFunction(code, [...commonJsNames]);
    return 'commonjs';
  } catch (error) {
    return tellsModule(error) ? 'module' : 'commonjs';
  }
}

export const commonJsNames = ['exports', 'require', 'module', '__filename', '__dirname'] as const;
