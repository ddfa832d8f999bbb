// speedy --status: what it shows, and what it leaves alone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { headerFields } from '../../../shared/layout.ts';
import { endBackends } from '../../end-backends.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { AdminShop, bound, isGone, untilGone } from './admin-shop.ts';

for (const { name, program } of frontends) describe(name, () => testStatus(program));

function testStatus(program: string): void {
  const shop = new AdminShop(program);
  const nobody = { out: 'No backend is running.\n', err: '', code: 3, signal: null };
  after(() => shop.close());
  afterEach(async () => {
    await endBackends(shop.base);
    for (const group of shop.groups) rmSync(group, { recursive: true });
  });

  test('where nothing has run, says so, and makes no directory', () => {
    assert.deepEqual(shop.admin('--status'), nobody);
    assert.deepEqual(shop.admin('--status', shop.pid), nobody);
    assert.deepEqual(shop.json(), []);
    assert.equal(existsSync(shop.home), false);
  });

  test('shows a backend in a table', () => {
    const pid = shop.ok(shop.pid).trim();
    shop.ok(shop.pid);
    const [head, row, ...more] = shop.ok('--status').trimEnd().split('\n');
    const names = ['GROUP', 'SCRIPT', 'PID', 'STATE', 'RUNS', 'AGE', 'IDLE', 'MEMORY', 'WAITING'];
    assert.deepEqual(head?.trim().split(/ +/), names);
    const cells = row?.trim().split(/ +/) ?? [];
    assert.deepEqual([...cells.slice(1, 5), cells[8]], [shop.pid, pid, 'idle', '2', '0']);
    assert.match(cells[0] ?? '', /^[0-9a-f]{8}$/);
    assert.match(cells.slice(5, 8).join(' '), /^\d+s \d+s \d+\.\dM$/);
    assert.deepEqual(more, []);
  });

  test('shows the same as JSON', () => {
    const pid = Number(shop.ok(shop.pid));
    const [{ key, processes, ...group }] = shop.json() as [ReturnType<AdminShop['json']>[0]];
    assert.deepEqual(group, {
      group: null,
      scripts: [{ path: shop.pid, state: 'there' }],
      waiting: 0,
      leaks: [],
    });
    assert.ok(existsSync(join(shop.home, key)));
    const [{ age, idle, memory, ...one }] = processes as [(typeof processes)[0]];
    assert.deepEqual(one, { pid, state: 'idle', runs: 1 });
    assert.ok(Number(age) > 0 && Number(age) < 30 && Number(idle) <= Number(age), `${age} ${idle}`);
    assert.ok(Number(memory) > 20e6 && Number(memory) < 500e6, `${memory}`);
  });

  test('finds the backends of a script by any of its names, and of a group', () => {
    const other = shop.script('other.cjs', 'console.log(process.pid)');
    const link = join(shop.folder, 'link.cjs');
    rmSync(link, { force: true });
    symlinkSync(shop.pid, link);
    const own = Number(shop.ok(shop.pid));
    const shared = Number(shop.ok('--', '-gone', shop.pid));
    shop.ok('--', '-gone', other);
    const apart = Number(shop.ok(other));
    const found = (...args: string[]) => shop.pids(undefined, ...args).sort();
    assert.deepEqual(found(), [own, shared, apart].sort());
    assert.deepEqual(found('pid.cjs'), [own, shared].sort());
    assert.deepEqual(found(link), [own, shared].sort());
    assert.deepEqual(found('-gone'), [shared]);
    assert.deepEqual(found('-gone', other), [shared]);
    assert.deepEqual(found('--group=two'), []);
    assert.deepEqual(found(link, other), [own, shared, apart].sort());
    const [group] = shop.json('-gone');
    assert.equal(group?.group, 'one');
    assert.deepEqual(
      group?.scripts.map(({ path }) => path),
      [shop.pid, other],
    );
    assert.match(shop.ok('--status', '-gone'), /^one +\S+pid\.cjs \+1 /m);
  });

  test('finds a script’s backends where its #! line puts them', () => {
    const base = join(shop.folder, 'elsewhere');
    const lined = shop.script('lined.cjs', `#!/usr/bin/speedy -- -T${base}\n`);
    shop.ok(lined);
    assert.equal(shop.json(lined).length, 1);
    assert.deepEqual(shop.json(), []);
    assert.match(shop.ok('--kill', lined), /Killed 1 process\./);
  });

  test('shows what is done: runs that go on, wait, and start', async () => {
    const going = await shop.start('--', '-M1', shop.slow);
    const waiting = shop.spawn('--', '-M1', shop.slow);
    await until('it waits', bound, () => shop.inLine(waiting.pid ?? 0));
    const [group] = shop.json();
    assert.deepEqual([group?.waiting, group?.processes.length], [1, 1]);
    const said = group?.processes.map(({ pid, state, idle }) => [pid, state, idle]);
    assert.deepEqual(said, [[going.pid, 'serving', null]]);
    going.child.stdin?.end();
    waiting.stdin?.end();
    await going.ended;
    const hanging = shop.executable('hangs.sh', '#!/bin/sh\nsleep 30 >/dev/null 2>&1\n');
    const starting = shop.spawn('--', `-p${hanging}`, shop.pid);
    await until('it starts', bound, () => shop.pids('starting').length === 1);
    for (const pid of shop.pids('starting')) process.kill(-pid, 'SIGKILL');
    starting.kill();
    await once(starting, 'close');
  });

  test('shows a script that was removed, and one that was replaced', async () => {
    const path = shop.script('short.cjs', "console.log('it runs'); process.stdin.resume()");
    const fresh = shop.script('fresh.cjs', ''); // before the inode of the other is free
    const going = [await shop.start(path), await shop.start('--', '-gg', path)];
    rmSync(path);
    assert.equal(shop.pids('serving', path).length, 2);
    assert.match(shop.ok('--status'), /short\.cjs \(removed\)/);
    renameSync(fresh, path);
    const found = shop.json(path).map(({ group, scripts }) => [group, scripts[0]?.state]);
    assert.deepEqual(
      found.sort(),
      [
        ['g', 'there'],
        [null, 'replaced'],
      ].sort(),
    );
    for (const { child } of going) child.stdin?.end();
    await Promise.all(going.map(({ ended }) => ended));
  });

  test('shows a backend that was killed with its keeper as dead, and heals nothing', async () => {
    const pid = Number(shop.ok(shop.pid));
    const keeper = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    process.kill(keeper, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await untilGone(pid, keeper);
    const queue = join(shop.groups[0] ?? '', 'queue');
    const before = readFileSync(queue);
    assert.deepEqual(shop.pids('dead'), [pid]);
    assert.ok(readFileSync(queue).equals(before));
    assert.equal(shop.admin('--stop').code, 0);
    assert.deepEqual(shop.groups, []);
  });

  test('shows what runs have left behind, of groups that are asked for', () => {
    shop.ok(shop.pid);
    const lines = ['a timer, made at /x.cjs:3', 'esc\x1b[2J'];
    writeFileSync(join(shop.groups[0] ?? '', 'leaks'), `${lines.join('\n')}\n`);
    assert.deepEqual(shop.json()[0]?.leaks, lines);
    assert.ok(!shop.ok('--status').includes('timer'));
    const out = shop.ok('--status', shop.pid);
    assert.match(out, /\n\nLeft behind by runs of .*pid\.cjs:\n {2}a timer, made at \/x\.cjs:3\n/);
    assert.ok(out.endsWith('  esc\\x1b[2J\n'), out);
  });

  test('what is noted belongs to its owner alone, whatever the umask, and goes with the queue', () => {
    const { code } = shop.shell(program, `umask 777; exec "$0" "$@"`, [shop.pid]);
    assert.equal(code, 0);
    const [group = ''] = shop.groups;
    writeFileSync(join(group, 'leaks'), '');
    assert.equal(statSync(join(group, 'scripts')).mode & 0o777, 0o600);
    shop.ok('--stop');
    assert.equal(existsSync(group), false);
  });

  test('leaves another build’s queue alone, and says so if somebody is there', () => {
    const pid = Number(shop.ok(shop.pid));
    const [group = ''] = shop.groups;
    const queue = join(group, 'queue');
    const file = readFileSync(queue);
    const at = headerFields.find((field) => field.name === 'build')?.offset ?? 0;
    file.writeBigUInt64LE(1n, at);
    writeFileSync(queue, file);
    const note = `speedy: left alone: ${group}: of another build of speedy\n`;
    for (const command of ['--status', '--stop', '--reload', '--kill']) {
      const { out, err, code } = shop.admin(command);
      const wanted = ['No backend is running.\n', note, command === '--status' ? 3 : 0];
      assert.deepEqual([out, err, code], wanted, command);
    }
    assert.ok(!isGone(pid));
    assert.ok(readFileSync(queue).equals(file));
  });

  test('leaves a damaged queue alone', () => {
    mkdirSync(join(shop.home, 'f'.repeat(32)), { recursive: true, mode: 0o700 });
    const queue = join(shop.home, 'f'.repeat(32), 'queue');
    writeFileSync(queue, 'x'.repeat(200));
    const { err, code } = shop.admin('--status');
    assert.deepEqual([err, code], [`speedy: left alone: ${join(queue, '..')}: damaged\n`, 3]);
    rmSync(queue);
    mkdirSync(queue);
    assert.match(shop.admin('--status').err, /^speedy: left alone: \S+: \S.*\n$/);
  });

  test('refuses a directory that others can enter', () => {
    mkdirSync(shop.home, { recursive: true });
    chmodSync(shop.home, 0o755);
    const { out, err, code } = shop.admin('--status');
    chmodSync(shop.home, 0o700);
    assert.deepEqual([out, code], ['', 125]);
    assert.match(
      err,
      /^speedy: use the directory: .*: not a directory of this user with mode 0700;/,
    );
  });

  test('refuses another user’s directory', { skip: process.geteuid?.() !== 0 }, () => {
    const owner = 65534;
    mkdirSync(shop.home, { recursive: true, mode: 0o700 });
    for (const command of ['--status', '--stop', '--reload', '--kill']) {
      chownSync(shop.home, owner, owner);
      const { out, code } = shop.admin(command);
      chownSync(shop.home, 0, 0);
      assert.deepEqual([out, code], ['', 125], command);
    }
  });

  const refusals: Record<string, { args: string[]; code: number; err: RegExp }> = {
    'two commands': { args: ['--stop', '--kill'], code: 125, err: /: give one of --status/ },
    '--check with one': { args: ['--check', '--stop'], code: 125, err: /: give one of/ },
    '--json alone': { args: ['--json'], code: 125, err: /--json goes with --status\n$/ },
    '--json with --stop': { args: ['--stop', '--json'], code: 125, err: /: give one of/ },
    'a script that never was': {
      args: ['--stop', 'no.cjs'],
      code: 127,
      err: /^speedy: open the script: no\.cjs: No such file or directory\n$/,
    },
    'an unknown option': {
      args: ['--status', '-Z'],
      code: 125,
      err: /options: -Z: unknown option/,
    },
    'a value': { args: ['--status=1'], code: 125, err: /options: --status=1: unknown option/ },
  };
  for (const [what, { args, code, err }] of Object.entries(refusals))
    test(`refuses ${what}`, () => {
      const outcome = shop.admin(...args);
      assert.deepEqual([outcome.out, outcome.code], ['', code]);
      assert.match(outcome.err, err);
    });

  test('is understood behind --, and from a #! line that the kernel hands over', () => {
    const pid = Number(shop.ok(shop.pid));
    for (const args of [
      ['--', '--status', '--json'],
      ['-- --status --json', shop.pid],
    ])
      assert.equal(JSON.parse(shop.ok(...args))[0].processes[0].pid, pid);
    assert.match(shop.ok('--status', '--help'), /^Usage: speedy/);
  });

  test('shows the parent of fresh runs, what it has ready, and templates', async () => {
    const loading = shop.script('loading.cjs', "require('./pid.cjs')");
    const out = shop.ok('--', '-f', '-s1', loading);
    const forks = existsSync(join(program, '../forkable.so'));
    const isThere = () =>
      shop.pids('idle').length === 1 && shop.pids('template').length === (forks ? 1 : 0);
    await until('a spare and a template are there', bound, isThere);
    assert.equal(shop.pids('parent').length, 1);
    assert.ok(!shop.pids().includes(Number(out)));
  });
}
