/** A script: read and compiled once, evaluated for every run. */
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import type * as vm from 'node:vm';
import { note, noteModule } from '../../changes/sources.ts';
import { commonJs, isAnyRequiring, setMain } from './common-js.ts';
import { compile, isCompiled } from './compile.ts';
import type { Main } from './current.ts';
import { evaluateScript, isAnyLoading, linkModule, sourceModule } from './es-loader.ts';
import { declaredType, tellsModule } from './module-type.ts';
import { addScript } from './ownership.ts';
import { runMain, sampleModule } from './stack.ts';
import { tellUnsettled } from './unsettled.ts';

export interface Script extends Main {
  /** As in the request, to see whether it has changed. */
  readonly stamp: Buffer;
}

/** In the request's format: shared/protocol.ts. */
function stampFrom({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): Buffer {
  const second = 1_000_000_000n;
  const times = [mtimeNs, ctimeNs].flatMap((time) => [time / second, time % second]);
  return Buffer.from(BigUint64Array.from([dev, ino, size, ...times]).buffer);
}

/** @returns what a request says of a script */
export const stampOf = (path: string): Buffer => stampFrom(statSync(path, { bigint: true }));

const identitySize = 16;

/** Whether it is the same file, changed perhaps. */
export function isSameFile(path: string, { stamp }: Script): boolean {
  try {
    return stampOf(path).compare(stamp, 0, identitySize, 0, identitySize) === 0;
  } catch {
    return false;
  }
}

/** What can't be loaded is shown by Node.js itself, where it can read the script. */
function failAsNode(filename: string, error: unknown): undefined {
  if (isCompiled(filename)) throw error;
  runMain(filename);
}

async function linked(code: string, url: string): Promise<vm.Module> {
  const module = sourceModule(code, url, true);
  await linkModule(module);
  return module;
}

function esModule(code: string, filename: string): Main {
  const url = pathToFileURL(filename).href;
  let module: vm.Module | undefined;
  const evaluate = async () => {
    // As Node.js does it: from a promise's reaction.
    await sampleModule();
    setMain(undefined);
    module = undefined;
    module = await linked(code, url).catch((error) => failAsNode(filename, error));
    if (module !== undefined) await evaluateScript(module);
  };
  return {
    evaluate,
    isLoading: () => isAnyLoading() || isAnyRequiring(),
    tellUnsettled: () => module && tellUnsettled(module),
  };
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
    return {
      stamp: stampFrom(fstatSync(fd, { bigint: true })),
      source: readFileSync(fd, 'utf8').replace(/^\uFEFF/, ''),
    };
  } finally {
    closeSync(fd);
  }
}

/**
 * @param path absolute
 * @throws SyntaxError as the interpreter would
 */
export function readScript(path: string): Script {
  note(path);
  const filename = realpathSync(path);
  noteModule(filename);
  const { source, stamp } = readWithStamp(filename);
  const code = isCompiled(filename) ? compile(source, filename) : source;
  addScript(filename);
  return { stamp, ...mainOf(code, filename) };
}
