// No file may grow: a frontend that can't write to the queue says so, as the script isn't what failed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const skip = spawnSync('prlimit', ['--version']).error !== undefined && 'prlimit is not installed';

for (const { name, program } of frontends) {
  test(`${name}: with a limit of nothing it fails in words, and the next run is right`, {
    skip,
  }, async () => {
    const options = ['--', `-g${name}`];
    const limited = ['--fsize=0', program, ...options, ward.pid];
    for (const when of ['cold', 'warm']) {
      const { out, err, code, signal } = await ward.call('prlimit', limited);
      assert.deepEqual([out, code, signal], ['', 125, null], when);
      assert.match(err, /^speedy: use the queue: \S+: File too large\n$/);
      await ward.served(program, options);
    }
  });
}
