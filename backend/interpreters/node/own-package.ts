/** A script finds this very speedy as the package speedycgi, where none is installed for it. */
import { join } from 'node:path';

const ownName = 'speedycgi';

/** @returns the path of our own entry; undefined for what isn't our name */
export const ownEntry = (specifier: string, ending: '.cjs' | '.mjs'): string | undefined =>
  specifier === ownName ? join(__dirname, ownName + ending) : undefined;
