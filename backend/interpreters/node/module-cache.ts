/** The CommonJS modules that Node.js has loaded, by path. */
import Module from 'node:module';

export const moduleCache = (Module as unknown as { _cache: Record<string, Module> })._cache;
