// Where set-user-ID or set-group-ID is in force, nothing is read, made or started.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { missingOther, otherUser } from '../other-user.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
chmodSync(shop.folder, 0o777);
after(() => shop.close());

const marker = join(shop.folder, 'started');
const program = shop.executable('program', `#!/bin/sh\necho >'${marker}'\n`);
const script = shop.script('script.cjs', 'console.log(1)');
const skip = missingOther;

/** What setpriv is told, and what differs then. */
const differing = {
  'a set-user-ID program of root’s, called by another': [`--ruid=${otherUser}`, 'user'],
  'one of another’s, called by root': [`--euid=${otherUser}`, 'user'],
  'a set-group-ID program': [`--egid=${otherUser}`, 'group'],
  'one of root’s group, called by another': [`--rgid=${otherUser}`, 'group'],
} as const;

const line = (what: string) =>
  `speedy: check the privileges: ${what}: the real and the effective one differ, so that environment and options are somebody else's; the wrapper must set both, as sudo and setpriv --reuid --regid do\n`;

function refuses(command: readonly string[], told: string, ...what: string[]): void {
  const env = { SPEEDY_BACKENDPROG: program };
  const args = ['--clear-groups', told, ...command];
  const { out, err, code } = shop.run('setpriv', args, env);
  assert.ok(what.map(line).includes(err), err);
  assert.deepEqual([out, code], ['', 125]);
  const made = [marker, shop.home, `${shop.base}.${otherUser}`].filter(existsSync);
  assert.deepEqual(made, []);
}

for (const { name, program } of frontends)
  describe(name, { skip }, () => {
    // A shell that gives up what it got doesn't let the frontend see which it was.
    const unseen = name === 'speedy-ts' ? ['user or group'] : [];
    for (const [title, [told, what]] of Object.entries(differing))
      test(`${title}, is refused`, () => {
        refuses([program, script], told, what, ...unseen);
        refuses([program, '--status'], told, what, ...unseen);
      });
  });

const wrapper = frontends.find(({ name }) => name === 'speedy-ts')?.program ?? '';

/** With -p, these give up nothing. */
const shells = [['dash', '-p'], ['bash', '-p'], ['bash'], ['busybox', 'sh']] as const;

for (const [shell, ...options] of shells) {
  const isMissing = spawnSync(shell, ['-c', ':']).error !== undefined;
  const why = skip || (isMissing && `${shell} is not installed`);
  test(`the wrapper refuses it under ${[shell, ...options].join(' ')}`, { skip: why }, () => {
    const unseen = options.some((option) => option === '-p') ? [] : ['user or group'];
    const command = [shell, ...options, wrapper, script];
    refuses(command, `--ruid=${otherUser}`, 'user', ...unseen);
    refuses(command, `--egid=${otherUser}`, 'group', ...unseen);
  });
}
