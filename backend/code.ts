/**
 * The code that V8 has compiled of backend.cjs is kept beside it: a backend that needn't compile starts
 * some ten milliseconds earlier. V8 refuses code of another version of itself, or for other flags; of the
 * source it compares the length alone, so what it was made of stands before it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const program = join(__dirname, 'backend.cjs');
export const codePath = join(__dirname, 'backend.code');
/** Of a source, its name: that of its contents. */
const build = '@BUILD@';
const maker = `${build} ${process.version} ${process.arch}`;
/** Bytes before the code. V8 copies code that doesn't begin at a multiple of 8. */
const headLength = 64;

/** @returns undefined if there is none of this source */
export function readCode(source: string): Buffer | undefined {
  if (!source.includes(build)) return undefined;
  try {
    const kept = readFileSync(codePath);
    const isOurs = kept.toString('latin1', 0, headLength).trimEnd() === maker;
    return isOurs ? kept.subarray(headLength) : undefined;
  } catch {
    return undefined;
  }
}

export function writeCode(code: Buffer): void {
  const incomplete = `${codePath}.${process.pid}`;
  writeFileSync(incomplete, Buffer.concat([Buffer.from(maker.padEnd(headLength)), code]));
  renameSync(incomplete, codePath);
}
