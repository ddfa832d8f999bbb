// Many fresh runs at once: how many, in which order, and how many start.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { until } from '../../until.ts';
import { shopsOf } from './fresh-shop.ts';
import { variants } from './variants.ts';

const limit = 20_000;
const burst = 64;
const most = 2;

/** Says when it began and when it ended, by the clock of all processes. */
const timed = `
const now = () => Number(process.hrtime.bigint() / 1000n);
const began = now();
setTimeout(() => console.log(began, now()), 30);`;

/** Lasts until its standard input ends. */
const held = `
console.log(Number(process.hrtime.bigint() / 1000n));
process.stdin.resume();`;

/** How many there were at the same time. */
function mostTogether(lines: readonly string[]): number {
  const spans = lines.map((line) => line.split(' ').map(Number) as [number, number]);
  const together = spans.map(
    ([began]) => spans.filter(([begin, end]) => begin <= began && began < end).length,
  );
  return Math.max(...together);
}

for (const { name, program } of variants) {
  describe(name, () => {
    const newShop = shopsOf(program);

    test('at most MaxBackends run at once, and everybody is served', async () => {
      const shop = newShop();
      const path = shop.script('timed.cjs', timed);
      const lines = await shop.atOnce(4 * most, [`-M${most}`, path]);
      assert.equal(lines.length, 4 * most);
      assert.ok(mostTogether(lines) <= most, lines.join());
    });

    test('whoever comes first is served first', async () => {
      const shop = newShop();
      const path = shop.script('held.cjs', held);
      const first = shop.start(['-M1', path]);
      await shop.firstLine(first);
      const line = [];
      for (let i = 0; i < 4; i++) {
        const next = shop.start(['-M1', path]);
        line.push(next);
        await until('it is in line', limit, () => shop.inLine(next.child.pid ?? 0));
      }
      for (const { child } of [first, ...line]) child.stdin?.end();
      const began = (await Promise.all(line.map(({ ended }) => ended))).map(({ out }) =>
        Number(out),
      );
      assert.deepEqual(
        began,
        began.toSorted((a, b) => a - b),
      );
    });

    test(`of ${burst} at once, no more than the cores start together, and all are served`, async () => {
      const shop = newShop();
      const path = shop.script('pid.cjs', 'console.log(process.pid)');
      const seen: number[] = [];
      const watch = setInterval(() => seen.push(shop.entries(states.starting).length), 1);
      const pids = await shop.atOnce(burst, [path]);
      clearInterval(watch);
      assert.equal(new Set(pids).size, burst);
      assert.ok(seen.length > 0 && Math.max(...seen) <= availableParallelism(), seen.join());
      assert.equal(shop.log.match(/fresh runs:/g)?.length, 1, shop.log);
    });
  });
}
