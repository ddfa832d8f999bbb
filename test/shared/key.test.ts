// The group key: the hash, and that both frontends come to the same one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { ownPrivileges } from '../../frontend/privileges.ts';
import { newInvocation, readInterpreter, readLine } from '../../shared/command-line.ts';
import { groupKey, Hash } from '../../shared/key.ts';
import { skip } from '../backend/perl/needed.ts';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { Terminal } from '../terminal.ts';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const shop = new Workshop();
after(() => shop.close());

const hashed = (text: string): string => {
  const hash = new Hash();
  hash.add(text);
  return hash.digest();
};

// From the specification, draft-eastlake-fnv.
test('the hash is FNV-1a with 128 bits', () => {
  assert.equal(hashed(''), '6c62272e07bb014262b821756295c58d');
  assert.equal(hashed('a'), 'd228cb696f1a8caf78912b704e4a8964');
  assert.equal(hashed('foobar'), '343e1662793c64bf6f0d3597ba446f18');
});

test('a text is ended: "a" "bc" is not "ab" "c"', () => {
  const [one, other] = [new Hash(), new Hash()];
  for (const text of ['a', 'bc']) one.addText(text);
  for (const text of ['ab', 'c']) other.addText(text);
  assert.notEqual(one.digest(), other.digest());
});

const built = readFileSync(resolve(ROOT, 'dist/generated/generated.h'), 'utf8');
const build = /BUILD_TEXT "(\w+)"/.exec(built)?.[1] ?? '';

function identity(path: string): Buffer {
  const { dev, ino } = statSync(path, { bigint: true });
  return Buffer.from(BigUint64Array.from([dev, ino]).buffer);
}

const privileges = ownPrivileges();

for (const { name, program } of frontends) {
  test(`${name} makes the group’s directory by that key`, async () => {
    const script = shop.script('key.cjs', '');
    const { home } = shop;
    const environment = {
      LANG: 'C',
      TERM: 'dumb',
      LC_ALL: 'C',
      NO_COLOR: '',
      NODE_ENV: '\xff',
      TZ: 'UTC',
    };
    for (const group of ['none', 'some']) {
      rmSync(home, { recursive: true, force: true });
      const args = ['--stack-size=900', '--no-warnings', '--', '-r', '7', `-g${group}`, script];
      assert.equal(shop.run(program, args, environment).code, 0);
      const found = readdirSync(home).filter((name) => name.length === 32);
      await endBackends(shop.base);
      const invocation = newInvocation();
      Object.assign(invocation.values, { MaxRuns: '7', Group: group });
      readLine(invocation, '');
      const interpreter = ['--stack-size=900', '--no-warnings'];
      Object.assign(invocation, { interpreter });
      readInterpreter(invocation, script);
      const utf8 = { ...environment, NODE_ENV: Buffer.from('\xff').toString('latin1') };
      const { values } = invocation;
      const shared = { directory: shop.folder, privileges, terminals: 0, values, interpreter };
      const sharing = { ...shared, identity: identity(script), script, variables: utf8 };
      assert.deepEqual(found, [groupKey(build, sharing)]);
    }
  });

  test(`${name} makes that of a Perl script by its path as well`, { skip }, async () => {
    rmSync(shop.home, { recursive: true, force: true });
    const path = shop.script('named.pl', '');
    const other = join(shop.folder, 'other.pl');
    linkSync(path, other);
    mkdirSync(join(shop.folder, 'sub'));
    const spellings = ['named.pl', './/sub/./../named.pl', `/../..${path}`, 'sub/../other.pl'];
    for (const script of spellings) assert.equal(shop.run(program, [script]).code, 0);
    const found = shop.groups.map((group) => basename(group));
    await endBackends(shop.base);
    rmSync(other);
    rmSync(join(shop.folder, 'sub'), { recursive: true });
    const { values } = newInvocation();
    const shared = { directory: '/', privileges, terminals: 0, interpreter: [], variables: {} };
    const keyOf = (script: string) =>
      groupKey(build, {
        ...shared,
        identity: identity(path),
        values: { ...values, Interpreter: 'perl' },
        script,
      });
    assert.deepEqual(found.sort(), [keyOf(path), keyOf(other)].sort());
  });

  test(`${name}: who uses a terminal shares no backend with who doesn’t`, async () => {
    const script = shop.script('terminal.cjs', 'require("./colours.cjs")');
    shop.script(
      'colours.cjs',
      `const fs = require('node:fs');
      const said = [0, 1, 2].map((fd) => require('node:tty').isatty(fd) ? 1 << fd : 0);
      fs.appendFileSync('terminals', said.reduce((a, b) => a + b) + '\\n');`,
    );
    const terminal = new Terminal();
    for (const group of ['none', 'some']) {
      rmSync(join(shop.folder, 'terminals'), { force: true });
      for (const bits of [7, 0, 1, 2, 4, 7, 0]) {
        const stdio = [0, 1, 2].map((fd) => ((bits >> fd) & 1 ? terminal.fd : ('pipe' as const)));
        const env = { ...shop.env, SPEEDY_GROUP: group };
        const { status } = spawnSync(program, [script], { cwd: shop.folder, env, stdio });
        assert.equal(status, 0);
      }
      const loaded = readFileSync(join(shop.folder, 'terminals'), 'utf8');
      assert.equal(loaded, '7\n0\n1\n2\n4\n');
    }
    terminal.close();
  });
}
