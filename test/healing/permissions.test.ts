// What may not be read or written: an error says so, in one line; a backend that may not be reached is
// another one's to replace. Root may do everything: then it is done as another user.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { asOther, missingOther, otherUser } from '../other-user.ts';
import { soon, Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const isRoot = process.geteuid?.() === 0;
const skip = isRoot && missingOther;
const uid = isRoot ? otherUser : process.geteuid?.();
chmodSync(ward.folder, 0o755);

for (const { name, program } of frontends) {
  const folder = join(ward.folder, name);
  const base = join(folder, 's');
  const home = `${base}.${uid}`;

  function run() {
    const [command = '', ...args] = [...(isRoot ? asOther : []), program, ward.pid];
    const env = { PATH: process.env.PATH, SPEEDY_TMPBASE: base };
    const options = { cwd: '/', env, timeout: soon, encoding: 'latin1', input: '' } as const;
    const { stdout, stderr, status } = spawnSync(command, args, options);
    return { out: stdout, err: stderr, code: status };
  }

  function runRight(): string {
    const { out, err, code } = run();
    assert.deepEqual([err, code], ['', 0]);
    return out.trim();
  }

  /** The next run is refused, and right when all is as it was. */
  function withoutPermission(path: string, mode: number, before: number, err: RegExp): void {
    chmodSync(path, mode);
    const outcome = run();
    chmodSync(path, before);
    assert.match(outcome.err, err);
    assert.deepEqual([outcome.out, outcome.code], ['', 125]);
    runRight();
  }

  describe(name, { skip }, () => {
    after(() => endBackends(base));
    mkdirSync(folder);
    chmodSync(folder, 0o555);

    test('nowhere to make the directory', {
      skip: !isRoot && 'who owns it may change its mode',
    }, () => {
      const { out, err, code } = run();
      assert.deepEqual([out, code], ['', 125]);
      assert.equal(err, `speedy: use the directory: ${home}: Permission denied\n`);
    });

    test('no permission for the queue, its directory, and the one above', () => {
      chmodSync(folder, 0o777);
      runRight();
      const group = join(home, readdirSync(home).find((key) => key.length === 32) ?? '');
      const denied = /^speedy: use the queue: [^\n]+\/queue: Permission denied\n$/;
      withoutPermission(join(group, 'queue'), 0o400, 0o600, denied);
      withoutPermission(join(group, 'queue'), 0, 0o600, denied);
      withoutPermission(group, 0, 0o700, denied);
      withoutPermission(home, 0o500, 0o700, /not a directory of this user with mode 0700/);
      withoutPermission(home, 0, 0o700, /not a directory of this user with mode 0700/);
    });

    test('no permission for the socket', () => {
      const before = runRight();
      const key = readdirSync(home).find((name) => name.length === 32) ?? '';
      chmodSync(join(home, key, before), 0);
      const served = runRight();
      assert.notEqual(served, before);
      assert.equal(runRight(), served);
    });

    test('no permission for the log', () => {
      chmodSync(join(home, 'log'), 0);
      runRight();
      chmodSync(join(home, 'log'), 0o600);
      runRight();
    });
  });
}
