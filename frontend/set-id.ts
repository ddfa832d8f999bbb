/**
 * Refuses to run where set-user-ID or set-group-ID is in force: whoever the environment and the options
 * come from would choose a program that is executed as somebody else. Shells may give up what they got
 * in that way; what they were started with stays in their auxiliary vector.
 */
import { readFileSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';

const ids = [
  { what: 'user', real: 11, effective: 12 }, // AT_UID, AT_EUID
  { what: 'group', real: 13, effective: 14 }, // AT_GID, AT_EGID
];

/** Pairs of words: a type, which is small, and its value. */
function auxiliaryVector(bytes: Buffer): Map<number, number> {
  const word = bytes.readUInt32LE(4) === 0 ? 8 : 4;
  const vector = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += 2 * word) {
    vector.set(bytes.readUInt32LE(at), bytes.readUInt32LE(at + word));
  }
  return vector;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const isForbidden = (error as NodeJS.ErrnoException).code === 'EACCES';
    if (isForbidden) throw new SpeedyError('setId', 'user or group'); // of a process of our own
    throw error;
  }
}

/**
 * @param copy of the shell that has started us, its pid
 * @throws SpeedyError
 */
export function refuseSetId(copy: string): void {
  const vector = auxiliaryVector(read(`/proc/${copy}/auxv`));
  for (const { what, real, effective } of ids) {
    if (vector.get(real) !== vector.get(effective)) throw new SpeedyError('setId', what);
  }
}
