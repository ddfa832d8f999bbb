// What tests of Perl scripts need, and what follows if it isn't there.
import { spawnSync } from 'node:child_process';
import { required } from '../../e2e/missing.ts';

const modules = ['Socket::MsgHdr', 'Devel::LexAlias'];
const { status } = spawnSync('perl', [...modules.map((name) => `-M${name}`), '-e', '0']);

/** For describe(): why its tests are left out. */
export const skip =
  status === 0 || required ? false : 'perl, or a package that its backend needs, is not there';
