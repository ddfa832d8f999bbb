// What tests of Perl scripts need, and what follows if it isn't there.
import { spawnSync } from 'node:child_process';
import { required } from '../../e2e/missing.ts';

const own = ['Socket::MsgHdr', 'Devel::LexAlias'];

const hasAll = (modules: readonly string[]): boolean =>
  spawnSync('perl', [...modules.map((name) => `-M${name}`), '-e', '0']).status === 0;

/** For describe(): why its tests are left out. */
export const skip =
  required || hasAll(own) ? false : 'perl, or a package that its backend needs, is not there';

/** The same, where scripts use more modules. */
export const skipWithout = (...modules: readonly string[]): string | false =>
  skip || required || hasAll(modules) ? skip : `perl has no ${modules.join(', or no ')}`;
