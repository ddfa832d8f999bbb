// Ways in which fresh runs, and the backends that wait for one, end.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { obituaryLimit, states } from '../../../shared/layout.ts';
import { until } from '../../until.ts';
import { FreshShop, isGone, untilGone } from './fresh-shop.ts';
import { variants } from './variants.ts';

const limit = 20_000;
/** Milliseconds for which a frontend waits where nobody says how its run died. */
const late = obituaryLimit / 1e6;

const text = `
const how = process.argv[2];
console.log(process.pid);
const ways = {
  abort: () => process.abort(),
  segv: () => process.kill(process.pid, 'SIGSEGV'),
  term: () => process.kill(process.pid, 'SIGTERM'),
  exit: () => process.exit(7),
  code: () => { process.exitCode = 8 },
  really: () => process.reallyExit(9),
  late: () => process.on('exit', () => process.exit(11)),
  error: () => { throw new Error('thrown') },
  thrown: () => process.on('exit', () => { throw new Error('late') }),
  rejection: () => void Promise.reject(new Error('rejected')),
  busy: () => { setInterval(() => {}, 1000); setTimeout(() => process.exit(12), 10) },
  loop: () => { for (;;); },
  wait: () => process.stdin.resume(),
};
ways[how]?.();`;
const ends = ['abort', 'segv', 'term', 'exit', 'code', 'really', 'late', 'error', 'thrown'].concat([
  'rejection',
  'busy',
]);

function statOf(name: string): string {
  try {
    return readFileSync(`/proc/${name}/stat`, 'latin1');
  } catch {
    return '';
  }
}

/** Those that nobody has asked how they ended. */
function zombiesOf(parent: number): string[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.map(statOf).filter((stat) => stat.includes(`) Z ${parent} `));
}

for (const { name, program, isForked } of variants) {
  describe(name, () => {
    const shop = new FreshShop(program);
    const path = shop.script('ends.cjs', text);
    after(() => shop.close());

    for (const how of ends) {
      test(`a run that ends by ${how} ends as a plain one, twice`, () => {
        const { code, signal } = shop.fresh([path, how], { SPEEDY_OFF: '1' });
        for (let i = 0; i < 2; i++) {
          const began = performance.now();
          const end = shop.fresh([path, how]);
          assert.deepEqual([end.code, end.signal], [code, signal]);
          assert.ok(performance.now() - began < late, 'soon');
        }
      });
    }

    test('an unsettled await is 13', () => {
      const unsettled = shop.script('unsettled.mjs', 'await new Promise(() => {})');
      for (let i = 0; i < 2; i++) assert.equal(shop.fresh([unsettled]).code, 13);
    });

    test('a run that is killed: its frontend ends so, soon', async () => {
      const run = shop.start([path, 'loop']);
      const pid = Number(await shop.firstLine(run));
      const began = performance.now();
      process.kill(pid, 'SIGKILL');
      const { code, by } = await run.ended;
      assert.deepEqual([code, by], [null, 'SIGKILL']);
      assert.ok(performance.now() - began < late, 'soon');
    });

    test('a frontend that is killed takes its run with it', async () => {
      const run = shop.start([path, 'loop']);
      const pid = Number(await shop.firstLine(run));
      run.child.kill('SIGKILL');
      await untilGone(pid);
      assert.equal(shop.fresh([path]).code, 0);
    });

    const alone = async () => {
      const own = new FreshShop(program);
      const args = [own.script('ends.cjs', text)];
      own.fresh(args);
      return { own, args, spare: await own.spare(), parent: own.parent };
    };

    test('a spare that is killed: nothing of it stays, and another one serves', async () => {
      const { own, args, spare, parent } = await alone();
      try {
        process.kill(spare, 'SIGKILL');
        await untilGone(spare);
        const { out, err, code } = own.fresh(args);
        assert.deepEqual([err, code], ['', 0]);
        assert.notEqual(Number(out), spare);
        assert.equal(own.parent, parent);
        const socket = join(own.groups[0] ?? '', String(spare));
        await until('its socket is gone', limit, () => !existsSync(socket));
        await until('all are reaped', limit, () => zombiesOf(parent).length === 0);
      } finally {
        await own.close();
      }
    });

    test('a spare that stands still is done away with', async () => {
      const { own, args, spare, parent } = await alone();
      try {
        process.kill(spare, 'SIGSTOP');
        const { out, code } = own.fresh(args);
        assert.equal(code, 0);
        assert.notEqual(Number(out), spare);
        await untilGone(spare);
        assert.equal(own.fresh(args).code, 0);
        assert.equal(own.parent, parent);
      } finally {
        await own.close();
      }
    });

    test('after all of these, one spare is there, and no zombie', async () => {
      const own = await alone();
      for (const how of ends) own.own.fresh([...own.args, how]);
      await own.own.spare();
      await until('none serves', limit, () => own.own.pidsIn(states.serving).length === 0);
      await until('all are reaped', limit, () => zombiesOf(own.parent).length === 0);
      assert.equal(own.own.pidsIn(states.idle).length, 1);
      assert.equal(isGone(own.parent), false);
      if (isForked) assert.equal(own.own.log.match(/fresh runs:/g)?.length, 1);
      await own.own.close();
    });
  });
}
