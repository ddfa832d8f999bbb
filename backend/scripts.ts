/** The scripts that this process has compiled. */
import { complain } from './interpreters/node/complain.ts';
import { isSameFile, readScript, type Script } from './interpreters/node/script.ts';
import { noteScript } from './note-script.ts';

/** By path. */
export const scripts = new Map<string, Script>();

/** @returns undefined if it can't be compiled: that is said */
export function compiled(path: string): Script | undefined {
  try {
    const script = readScript(path);
    scripts.set(path, script);
    return script;
  } catch (error) {
    complain(path, error);
    return undefined;
  }
}

/** Who asks for our script is to find us. */
export function firstCompiled(path: string, stamp: Buffer): Script | undefined {
  noteScript(path, stamp);
  return compiled(path);
}

/** A script that was renamed away, or replaced, is asked for in another queue. */
export const isSought = (): boolean =>
  [...scripts].some(([path, script]) => isSameFile(path, script));
