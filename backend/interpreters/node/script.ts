/** A script: read and compiled once, evaluated for every run. */
import { closeSync, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { commonJs, isAnyRequiring, setMain } from './common-js.ts';
import { compile, isCompiled } from './compile.ts';
import { evaluateModule, isAnyLoading, sourceModule } from './es-loader.ts';
import { declaredType, tellsModule } from './module-type.ts';
import type { Main } from './run.ts';

export interface Script extends Main {
  /** As in the request, to see whether it has changed. */
  readonly stamp: Buffer;
}

/** In the request's format: shared/protocol.ts. */
function stampOf(fd: number): Buffer {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(fd, { bigint: true });
  const second = 1_000_000_000n;
  const times = [mtimeNs, ctimeNs].flatMap((time) => [time / second, time % second]);
  return Buffer.from(BigUint64Array.from([dev, ino, size, ...times]).buffer);
}

function esModule(code: string, filename: string): Main {
  const url = pathToFileURL(filename).href;
  let next: ReturnType<typeof sourceModule> | undefined = sourceModule(code, url, true);
  const evaluate = async () => {
    // As Node.js does it: from a promise's reaction.
    await undefined;
    setMain(undefined);
    const module = next ?? sourceModule(code, url, true);
    next = undefined;
    return evaluateModule(module);
  };
  return { evaluate, isLoading: () => isAnyLoading() || isAnyRequiring() };
}

/** An ES module, if it says so; else CommonJS, if it can be read as such. */
function mainOf(code: string, filename: string): Main {
  const type = declaredType(filename);
  if (type === 'module') return esModule(code, filename);
  try {
    return commonJs(code, filename);
  } catch (error) {
    if (type === undefined && tellsModule(error)) return esModule(code, filename);
    throw error;
  }
}

function readWithStamp(filename: string): { source: string; stamp: Buffer } {
  const fd = openSync(filename, 'r');
  try {
    return { stamp: stampOf(fd), source: readFileSync(fd, 'utf8').replace(/^\uFEFF/, '') };
  } finally {
    closeSync(fd);
  }
}

/**
 * @param path absolute
 * @throws SyntaxError as the interpreter would
 */
export function readScript(path: string): Script {
  const filename = realpathSync(path);
  const { source, stamp } = readWithStamp(filename);
  const code = isCompiled(filename) ? compile(source, filename) : source;
  return { stamp, ...mainOf(code, filename) };
}
