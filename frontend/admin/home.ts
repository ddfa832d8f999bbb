/** The user's directory, if there is one: nothing is made here. */
import { constants, openSync, readdirSync } from 'node:fs';
import { SpeedyError } from '../../shared/errors.ts';
import { reason } from '../../shared/libc.ts';
import { checkDirectory } from '../group.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

export interface Home {
  /** As others see it; one character for each byte. */
  readonly path: string;
  /** Through the directory that was found safe: nobody can put another in its place. */
  readonly safePath: string;
}

function open(path: string): number | undefined {
  try {
    return openSync(Buffer.from(path, 'latin1'), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR' || code === 'ELOOP') throw new SpeedyError('directoryUnsafe', path);
    throw new SpeedyError('directory', path, reason(error));
  }
}

/**
 * @param base TmpBase
 * @throws SpeedyError if it is somebody else's, or open to others
 */
export function findHome(base: string): Home | undefined {
  const path = `${base}.${process.geteuid?.()}`;
  const fd = open(path);
  if (fd === undefined) return undefined;
  checkDirectory(fd, path);
  return { path, safePath: `/proc/self/fd/${fd}` };
}

/** Those of all groups. */
export const keysIn = ({ safePath }: Home): string[] =>
  readdirSync(safePath).filter((name) => /^[0-9a-f]{32}$/.test(name));
