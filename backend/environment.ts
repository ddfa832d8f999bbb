/** The process's environment, made another's: the real one, which children and libraries see. */
import { koffi } from '../shared/koffi.ts';
import { addressOf, variable } from '../shared/libc.ts';

interface Block {
  readonly bytes: Buffer;
  /** The table of pointers, as it was made; the one in force is changed by setenv(3). */
  readonly pointers: Buffer;
  readonly inForce: Buffer;
}

const environ = variable('environ');
const zone = process.env.TZ;
let current: Block | undefined;

function lay(bytes: Buffer): Block {
  const start = addressOf(bytes);
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length; at = bytes.indexOf(0, at) + 1) offsets.push(at);
  const pointers = Buffer.alloc(8 * (offsets.length + 1));
  offsets.forEach((offset, i) => {
    pointers.writeBigUInt64LE(start + BigInt(offset), 8 * i);
  });
  return { bytes, pointers, inForce: Buffer.from(pointers) };
}

/**
 * Makes NUL-terminated NAME=value strings the environment, as execve(2) would: the same bytes, the
 * same order. What the last run has set is gone.
 */
export function setEnvironment(bytes: Buffer): void {
  // Node.js notices a change of the time zone only when it is set through process.env.
  if (process.env.TZ !== zone) {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
  if (current?.bytes.equals(bytes)) current.pointers.copy(current.inForce);
  else current = lay(Buffer.from(bytes));
  koffi.encode(environ, 'uint64_t', addressOf(current.inForce));
}

let seen: { readonly at: bigint; readonly pointers: Buffer } | undefined;

/** @returns whether it may have changed since this was last asked */
export function isEnvironmentTouched(): boolean {
  const at = BigInt(koffi.decode(environ, 'uint64_t') as number);
  const isOurs = current !== undefined && at === addressOf(current.inForce);
  const isSame = isOurs && seen?.at === at && current?.inForce.equals(seen.pointers) === true;
  seen = isOurs && current ? { at, pointers: Buffer.from(current.inForce) } : undefined;
  return !isSame;
}
