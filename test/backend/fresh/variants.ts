// The ways in which fresh runs are made: forked, under both frontends, and started ahead, as where
// there is no C compiler.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { frontends } from '../../frontends.ts';

declare const ROOT: string;

const dist = resolve(ROOT, 'dist');

export interface Variant {
  readonly name: string;
  /** The frontend. */
  readonly program: string;
  readonly isForked: boolean;
  /** How much of a long test it does. */
  readonly share: number;
}

const canFork = existsSync(join(dist, 'forkable.so'));

/** Beside node_modules, so that it finds the packages. */
function withoutFork(): string {
  const folder = mkdtempSync(resolve(ROOT, '.test-ahead-'));
  cpSync(dist, folder, { recursive: true });
  rmSync(join(folder, 'forkable.so'), { force: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const forked: readonly Variant[] = !canFork
  ? []
  : frontends.map(({ name, program, share }) => ({
      name: `${name}, forked`,
      program,
      isForked: true,
      share,
    }));

export const variants: readonly Variant[] = [
  ...forked,
  {
    name: 'speedy, started ahead',
    program: join(withoutFork(), 'speedy'),
    isForked: false,
    share: 0.1,
  },
];
