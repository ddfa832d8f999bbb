// The built frontends that the tests run under: the native one, where there is a compiler, and the
// TypeScript one.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

declare const ROOT: string;

/** How much of the work of a long test each does: the second starts a node for every run. */
const all = [
  { name: 'speedy', share: 1 },
  { name: 'speedy-ts', share: 0.1 },
];

export const frontends = all
  .map((frontend) => ({ ...frontend, program: resolve(ROOT, 'dist', frontend.name) }))
  .filter(({ program }) => existsSync(program));
