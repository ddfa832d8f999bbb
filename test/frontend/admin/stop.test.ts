// speedy --stop and --kill: who ends, how, and who doesn't.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { tryLock } from '../../../shared/libc.ts';
import { startOf } from '../../../shared/process-start.ts';
import { Queue } from '../../../shared/queue.ts';
import { processesNaming } from '../../end-backends.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { idleRecord, makeGroup } from '../made-up-group.ts';
import { AdminShop, bound, isGone, untilGone } from './admin-shop.ts';

for (const { name, program } of frontends) describe(name, () => testStop(program));

function testStop(program: string): void {
  const shop = new AdminShop(program);
  after(() => shop.close());

  const files = () => readdirSync(shop.home).filter((name) => name !== 'log');
  const isAllGone = () => processesNaming(`${shop.base}.`).length === 0 && files().length === 0;
  const stopped = (count: number, how = 'Stopped') =>
    `${how} ${count === 1 ? '1 process' : `${count} processes`}.\n`;

  test('with nobody there, says so', () => {
    for (const command of ['--stop', '--kill', '--reload'])
      assert.equal(shop.ok(command), 'No backend is running.\n');
  });

  test('stops those of a script, of a group, and all; nothing is left', () => {
    const other = shop.script('other.cjs', '');
    for (const args of [[shop.pid], ['--', '-gone', shop.pid], ['--', '-gtwo', other], [other]])
      shop.ok(...args);
    assert.equal(shop.ok('--stop', '-gone'), stopped(1));
    assert.equal(shop.ok('--stop', shop.pid), stopped(1));
    assert.equal(shop.pids().length, 2);
    assert.equal(shop.ok('--stop'), stopped(2));
    assert.ok(isAllGone());
  });

  test('a run comes to its end before its backend goes, which serves nobody else', async () => {
    const going = await shop.start(shop.slow);
    const stop = shop.spawn('--stop');
    const ended = new Promise((resolve) => stop.once('exit', resolve));
    await until('it is to leave', bound, () => shop.pids('leaving').includes(going.pid));
    const next = await shop.start(shop.slow);
    assert.notEqual(next.pid, going.pid);
    going.child.stdin?.end();
    assert.deepEqual(await going.ended, { out: `${going.pid}\ndone\n`, code: 0, signal: null });
    assert.equal(await ended, 0);
    assert.ok(isGone(going.pid) && !isGone(next.pid));
    next.child.stdin?.end();
    assert.equal((await next.ended).code, 0);
    assert.equal(shop.ok('--stop'), stopped(1));
  });

  test('shutdown handlers are called', () => {
    const mark = join(shop.folder, 'mark');
    const script = shop.script(
      'handling.mjs',
      `import speedy from 'speedycgi'; import { writeFileSync } from 'node:fs';
      speedy.addShutdownHandler(() => writeFileSync(${JSON.stringify(mark)}, 'called'));`,
    );
    shop.ok(script);
    assert.equal(shop.ok('--stop', script), stopped(1));
    assert.equal(readFileSync(mark, 'utf8'), 'called');
  });

  test('of fresh runs, the parent, spares and templates go, and no run is cut short', async () => {
    const loading = shop.script('loading.cjs', "require('./pid.cjs')");
    shop.ok('--', '-f', '-s1', loading);
    assert.match(shop.ok('--stop', loading), /^Stopped [2-4] processes\.\n$/);
    assert.ok(isAllGone());
    const going = await shop.start('--', '-f', shop.slow);
    const stop = shop.spawn('--stop', shop.slow);
    const ended = new Promise((resolve) => stop.once('exit', resolve));
    await until('the parent is gone', bound, () => shop.pids('parent').length === 0);
    going.child.stdin?.end();
    assert.deepEqual(await going.ended, { out: `${going.pid}\ndone\n`, code: 0, signal: null });
    assert.equal(await ended, 0);
    await until('nothing is left', bound, isAllGone);
  });

  const takesLong = {
    skip:
      program !== frontends[0]?.program &&
      'it takes long, and both frontends start the same program for it',
  };
  test('says who stays, and that one goes behind its run all the same', takesLong, async () => {
    const going = await shop.start(shop.slow);
    const { out, err, code } = shop.admin('--stop');
    const said = `speedy: end a backend: ${going.pid}: in a run still, and gone behind it\n`;
    assert.deepEqual([out, err, code], ['', said, 1]);
    going.child.stdin?.end();
    assert.equal((await going.ended).code, 0);
    await untilGone(going.pid);
    await until('nothing is left', bound, isAllGone);
  });

  for (const options of [[], ['-f']])
    test(`--kill ends runs${options.length > 0 ? ' that are fresh' : ''}, too, as a signal would`, async () => {
      const going = await shop.start('--', ...options, shop.slow);
      const out = shop.ok('--kill', shop.slow);
      assert.match(out, /^Killed \d process(es)?\.\n$/);
      const { code, signal } = await going.ended;
      assert.deepEqual([code, signal], [null, 'SIGKILL']);
      assert.ok(isAllGone());
    });

  test('--kill ends what is made ahead of fresh runs meanwhile, too', () => {
    for (let round = 0; round < 6; round++) {
      for (const group of ['-gone', '-gtwo', '-gthree'])
        shop.ok('--', '-f', '--ahead', group, shop.pid);
      shop.ok('--kill');
      assert.ok(isAllGone(), `round ${round}`);
    }
  });

  test('--kill ends what is made as a spare meanwhile, too', () => {
    for (let round = 0; round < 6; round++) {
      shop.ok('--', '-s2', '-r1', shop.pid);
      shop.ok('--kill');
      assert.ok(isAllGone(), `round ${round}`);
    }
  });

  test('--kill ends one that is stopped', async () => {
    const pid = Number(shop.ok(shop.pid));
    process.kill(pid, 'SIGSTOP');
    assert.equal(shop.ok('--kill'), stopped(1, 'Killed'));
    assert.ok(isGone(pid) && isAllGone());
  });

  test('--kill ends one whose queue somebody keeps locked', async () => {
    const pid = Number(shop.ok(shop.pid));
    const [group = ''] = shop.groups;
    const queue = new Queue(join(group, 'queue'));
    assert.ok(tryLock(queue.fd));
    const ended = once(shop.spawn('--kill'), 'exit');
    await untilGone(pid);
    queue.close();
    assert.deepEqual(await ended, [0, null]);
    assert.ok(isAllGone());
  });

  test('--kill ends one whose start hangs, and the run gets another one', async () => {
    const hanging = shop.script(
      'hanging.cjs',
      `const { existsSync, writeFileSync } = require('node:fs');
      const isHanging = existsSync('${shop.folder}/hang');
      if (isHanging) writeFileSync('${shop.folder}/hangs', '');
      for (;isHanging;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);`,
    );
    const mark = shop.script('hang', '');
    const started = shop.start(`--require=${hanging}`, shop.pid);
    await until('it starts', bound, () => shop.pids('starting').length === 1);
    await until('it hangs', bound, () => existsSync(join(shop.folder, 'hangs')));
    rmSync(mark);
    assert.equal(shop.ok('--kill'), stopped(1, 'Killed'));
    const { code } = await (await started).ended;
    assert.equal(code, 0);
    shop.ok('--stop');
  });

  test('never a process that has got a backend’s number', async () => {
    const innocent = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = innocent.pid ?? 0;
    const entry = idleRecord(pid);
    entry.setLong('pidStart', startOf(pid) - 1n);
    for (const command of ['--stop', '--kill', '--reload']) {
      const group = await makeGroup(shop, program, shop.pid, [entry]);
      assert.deepEqual(shop.pids('dead'), [pid]);
      shop.ok(command);
      assert.ok(!isGone(pid) && !existsSync(group), command);
    }
    innocent.kill();
  });

  test('nor one that only names a queue', async (t) => {
    shop.ok(shop.pid);
    const [group = ''] = shop.groups;
    const viewers = [['-f'], ['-f', '--']].map((words) => {
      const viewer = spawn('tail', [...words, join(group, 'queue')], { stdio: 'ignore' });
      t.after(() => viewer.kill());
      return viewer.pid ?? 0;
    });
    const look = () => viewers.every((pid) => processesNaming('tail').includes(pid));
    await until('they look', bound, look);
    assert.equal(shop.ok('--kill'), stopped(1, 'Killed'));
    assert.deepEqual(viewers.filter(isGone), []);
  });
}
