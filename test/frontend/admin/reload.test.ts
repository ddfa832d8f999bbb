// speedy --reload: new code, and nobody who comes meanwhile fails or waits for a start.
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { entriesIn } from '../made-up-group.ts';
import { AdminShop, bound, isGone, untilGone } from './admin-shop.ts';

const { idle } = states;

for (const { name, program, share } of frontends)
  describe(name, () => testReload(program, Math.ceil(20 * share)));

function testReload(program: string, rounds: number): void {
  const shop = new AdminShop(program);
  after(() => shop.close());

  const nowhere = shop.script('nowhere.cjs', '');
  // What a module has read is not noticed when it changes: only --reload has it read again.
  const put = (value: number) =>
    renameSync(shop.script('new', String(value)), join(shop.folder, 'value'));
  shop.script(
    'value.cjs',
    "module.exports = Number(require('node:fs').readFileSync(__dirname + '/value', 'utf8'))",
  );
  const asking = shop.script('asking.cjs', "console.log(require('./value.cjs'), process.pid)");
  const numberIn = (out: string) => Number.parseInt(out, 10);

  test('what has changed is loaded, by a process that was started before', () => {
    for (const options of [[], ['-f', '-s1'], ['-M1'], ['-gone']]) {
      put(1);
      const first = shop.ok('--', ...options, asking);
      put(2);
      assert.equal(shop.ok('--reload', asking), 'Replaced 1 process.\n');
      const atOnce = shop.groups.flatMap(entriesIn).filter((entry) => entry.get('state') === idle);
      const ready = shop.pids('idle');
      assert.deepEqual([atOnce.map((entry) => entry.get('pid')), ready.length], [ready, 1]);
      const [value, pid] = shop
        .ok('--', ...options, asking)
        .trim()
        .split(' ')
        .map(Number);
      assert.deepEqual([value, pid], [2, ready[0]], `${options}`);
      assert.notEqual(pid, Number(first.split(' ')[1]));
      shop.ok('--stop');
    }
  });

  test('the others stay', () => {
    const pids = [[shop.pid], ['--', '-gone', shop.pid]].map((args) => Number(shop.ok(...args)));
    shop.ok('--reload', '-gone');
    assert.ok(pids[0] !== undefined && shop.pids('idle').includes(pids[0]));
    assert.ok(pids[1] !== undefined && isGone(pids[1]));
    assert.equal(shop.ok('--reload', '-gtwo'), 'No backend is running.\n');
    shop.ok('--stop');
  });

  test('a run comes to its end on the old code, and the next one has the new', async () => {
    const going = await shop.start(shop.slow);
    const out = shop.ok('--reload');
    assert.equal(out, `Replaced 1 process.\nIn a run still, and then gone: ${going.pid}.\n`);
    assert.deepEqual(shop.pids('leaving'), [going.pid]);
    const [ready] = shop.pids('idle');
    going.child.stdin?.end();
    assert.deepEqual(await going.ended, { out: `${going.pid}\ndone\n`, code: 0, signal: null });
    await untilGone(going.pid);
    const next = await shop.start(shop.slow);
    next.child.stdin?.end();
    assert.equal(next.pid, ready);
    await next.ended;
    shop.ok('--stop');
  });

  test('no run fails while backends are replaced, and none waits for one to start', async () => {
    put(0);
    shop.ok(asking);
    let isOver = false;
    let reloaded = 0;
    /** Runs that have begun since. */
    let behind = 0;
    const caller = async () => {
      while (!isOver) {
        const least = reloaded;
        const { out, code, signal } = await (await shop.start(asking)).ended;
        assert.deepEqual([code, signal], [0, null]);
        assert.ok(numberIn(out) >= least, `${out}: at least ${least}`);
        if (least === reloaded) behind++;
      }
    };
    const callers = Promise.all([caller(), caller()]);
    for (let round = 1; round <= rounds; round++) {
      put(round);
      const reload = shop.spawn('--reload');
      await new Promise((resolve) => reload.once('exit', resolve));
      assert.equal(reload.exitCode, 0);
      reloaded = round;
      behind = 0;
      await Promise.race([callers, until('there are runs behind it', bound, () => behind >= 4)]);
    }
    isOver = true;
    await callers;
    await until('as many backends are there as before', bound, () => shop.pids().length <= 3);
    shop.ok('--stop');
  });

  test('the same for fresh runs', async () => {
    const run = () => shop.ok('--', '-f', '-s1', asking);
    for (let round = 1; round <= 3; round++) {
      put(round);
      if (round > 1) shop.ok('--reload');
      const [parent] = shop.pids('parent');
      assert.equal(numberIn(run()), round);
      if (round > 1) assert.deepEqual(shop.pids('parent'), [parent], 'it was there before the run');
    }
    await until('one spare', bound, () => shop.pids('idle').length === 1);
    shop.ok('--stop');
    assert.deepEqual(shop.groups, []);
  });

  test('where none can be started, the old ones stay, and it is said why', () => {
    const broken = shop.executable(
      'broken',
      `#!/bin/sh
      if [ -e ${shop.folder}/fails ]; then echo broken >&2; exit 1; fi
      exec ${join(program, '../speedy_backend')} "$@"`,
    );
    const first = shop.ok('--', `-p${broken}`, nowhere);
    assert.equal(first, '');
    const [pid] = shop.pids('idle');
    shop.script('fails', '');
    const { out, err, code } = shop.admin('--reload');
    rmSync(join(shop.folder, 'fails'));
    assert.deepEqual([out, code], ['', 125]);
    assert.match(err, /^broken\nspeedy: start a backend: .*: it ended before it was ready\n$/);
    assert.deepEqual(shop.pids('idle'), [pid]);
    shop.ok('--stop');
  });
}
