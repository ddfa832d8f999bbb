/** A request, as modules see it that ask about it while they are loaded. */
import { isatty } from 'node:tty';
import type { Request } from '../../shared/protocol.ts';
import { currentDirectory } from '../directory.ts';

export interface Asked {
  /** NAME=value texts, with a NUL before each and behind the last. */
  readonly environment: string;
  /** All of process.argv. */
  readonly args: readonly string[];
  /** The current one; empty if it was removed. */
  readonly directory: string;
  /** Whether 0, 1 and 2 are some. */
  readonly terminals: readonly boolean[];
}

/**
 * @param args all of process.argv
 * @returns what is good as long as the stage is set for the request
 */
export function askedOf({ env }: Request, args: readonly string[]): Asked {
  return {
    environment: `\0${env}`,
    args,
    get directory() {
      return currentDirectory() ?? '';
    },
    get terminals() {
      return [0, 1, 2].map(isatty);
    },
  };
}
