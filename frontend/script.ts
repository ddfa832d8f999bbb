/** Opens the script: its stamp, its first line. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { reason } from '../shared/libc.ts';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
const maxLine = 511;
const second = 1_000_000_000n;

type Stats = ReturnType<typeof statsOf>;
const statsOf = (fd: number) => fstatSync(fd, { bigint: true });

function open(script: string): number {
  try {
    return openSync(Buffer.from(script, 'latin1'), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new SpeedyError(isMissing ? 'scriptMissing' : 'scriptUnreadable', script, reason(error));
  }
}

function isNullDevice(stats: Stats): boolean {
  return stats.isCharacterDevice() && statSync('/dev/null', { bigint: true }).rdev === stats.rdev;
}

/** In the request's format: shared/wire.ts. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: Stats): Buffer {
  const times = [mtimeNs, ctimeNs].flatMap((time) => [time / second, time % second]);
  return Buffer.from(BigUint64Array.from([dev, ino, size, ...times]).buffer);
}

function readBeginning(fd: number, script: string): string {
  const line = Buffer.alloc(maxLine);
  try {
    return line.toString('latin1', 0, readSync(fd, line));
  } catch (error) {
    throw new SpeedyError('scriptUnreadable', script, reason(error));
  }
}

/**
 * @returns its beginning, and its stamp
 * @throws SpeedyError
 */
export function openScript(script: string): { line: string; stamp: Buffer } {
  const fd = open(script);
  const stats = statsOf(fd);
  if (!stats.isFile() && !isNullDevice(stats)) throw new SpeedyError('scriptNoFile', script);
  const line = readBeginning(fd, script);
  closeSync(fd);
  return { line, stamp: stampOf(stats) };
}
