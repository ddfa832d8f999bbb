// MinSpare: idle backends that are kept beyond those that serve.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { states } from '../../shared/layout.ts';
import { processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { isGone, shopsOf, untilGone } from './fresh/fresh-shop.ts';

const bound = 20_000;
const concurrency = 5;
/** Milliseconds between runs that keep a backend from its Timeout. */
const pace = 250;

/** Ends when its standard input does. */
const held = 'process.stdin.resume(); console.log(process.pid)';

for (const { name, program } of frontends)
  describe(name, { concurrency }, () => testSpares(program));

function testSpares(speedy: string): void {
  const newShop = shopsOf(speedy);

  function open(...options: string[]) {
    const shop = newShop();
    const args = ['--', ...options, shop.script('script.cjs', held)];
    const children: ChildProcess[] = [];
    /** @returns the pid of its backend, once it is served */
    const begin = async (): Promise<number> => {
      const child = spawn(speedy, args, { env: shop.env, stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      const [line] = await once(child.stdout, 'data');
      return Number(line);
    };
    const endAll = () =>
      Promise.all(
        children.splice(0).map(async (child) => {
          child.stdin?.end();
          assert.deepEqual(await once(child, 'close'), [0, null]);
        }),
      );
    const run = async (): Promise<number> => {
      const pid = await begin();
      await endAll();
      return pid;
    };
    const idle = () => shop.pidsIn(states.idle);
    const areIdle = (count: number) =>
      until(
        `${count} are idle`,
        bound,
        () => idle().length >= count && shop.pidsIn(states.starting).length === 0,
      );
    return { shop, begin, endAll, run, idle, areIdle };
  }

  test('so many are ready while others serve, and serve the next runs', async () => {
    const { begin, endAll, idle, areIdle } = open('-s2');
    await begin();
    for (let i = 0; i < 2; i++) {
      await areIdle(2);
      const spares = idle();
      const next = await begin();
      assert.ok(spares.includes(next), `${next} of ${spares}`);
    }
    await endAll();
  });

  test('no more than MaxBackends', async () => {
    const { shop, begin, endAll, idle, areIdle } = open('-s3', '-M2');
    await begin();
    await areIdle(1);
    const present = () =>
      [states.idle, states.serving, states.starting].flatMap((state) => shop.pidsIn(state));
    assert.equal(present().length, 2);
    await begin();
    assert.deepEqual([present().length, idle().length], [2, 0]);
    await endAll();
  });

  test('a spare one stays for Timeout after the last run, not after its own', async () => {
    const { shop, begin, endAll, idle, areIdle, run } = open('-s1', '-t2', '-r0');
    const used = await begin();
    await areIdle(1);
    const [spare = 0] = idle();
    await endAll();
    for (const began = performance.now(); performance.now() - began < 3500; await sleep(pace))
      assert.equal(await run(), used);
    assert.equal(isGone(spare), false);
    await until('all have left', bound, () => processesNaming(shop.base).length === 0);
    assert.deepEqual(shop.groups, []);
  });

  test('one whose MaxAge is over is replaced as long as it is needed', async () => {
    const { begin, endAll, idle, areIdle } = open('-s1', '-a1');
    const used = await begin();
    await areIdle(1);
    const [spare = 0] = idle();
    await untilGone(spare);
    await areIdle(1);
    assert.equal(idle().includes(used), false);
    await endAll();
  });

  test('-f keeps as many', async () => {
    const { run, areIdle } = open('-f', '-s3');
    await run();
    await areIdle(3);
  });
}
