/** A script finds this very speedy as the package speedycgi, where none is installed for it. */
import { join } from 'node:path';

const ownName = 'speedycgi';
const missing = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];

const isMissing = (error: unknown): boolean =>
  missing.includes((error as NodeJS.ErrnoException).code ?? '');

/** @param toFound makes of the path of our own entry what `resolve` would have found */
export function resolveOrOwn(
  specifier: string,
  resolve: () => string,
  toFound: (entry: string) => string,
): string {
  try {
    return resolve();
  } catch (error) {
    if (specifier !== ownName || !isMissing(error)) throw error;
    return toFound(join(__dirname, ownName));
  }
}
