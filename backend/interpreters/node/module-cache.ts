/** The modules that are there. */
import Module from 'node:module';
import type * as vm from 'node:vm';

/** Of CommonJS, by path: Node.js's own. */
export const moduleCache = (Module as unknown as { _cache: Record<string, Module> })._cache;

/** Of ES, by URL, or by the name of a builtin one. */
export const modules = new Map<string, vm.Module>();
