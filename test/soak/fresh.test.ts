// Many fresh runs, several callers at once: every answer right, no process twice, and the parent as
// small as before. SPEEDY_SOAK_RUNS: how many (npm run soak:fresh); else a few, in some seconds.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { states } from '../../shared/layout.ts';
import { FreshShop } from '../backend/fresh/fresh-shop.ts';
import { variants } from '../backend/fresh/variants.ts';
import { processesNaming } from '../end-backends.ts';
import { until } from '../until.ts';

const callers = 8;
const fewRuns = 300;
const limit = 20_000;
/** Runs, before memory is looked at: until then, the young heap grows to its size. */
const settled = 2000;
const looks = 40;
/** Less than a kilobyte a run in a long soak. */
const swingKiB = 4 * 1024;

const text = `
const { argv, env, pid } = process;
console.log(pid, argv[2], env.TURN);
process.exitCode = argv[2] % 5;`;

const residentKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Nothing for one that has just been closed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

const descriptorsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => `${fd} ${linkOf(`/proc/${pid}/fd/${fd}`)}`);

for (const { name, program, share, isForked } of variants) {
  const count = Math.ceil(Number(process.env.SPEEDY_SOAK_RUNS ?? fewRuns) * share);
  test(`${count} fresh runs, ${callers} callers at once, ${name}`, async (context) => {
    const shop = new FreshShop(program);
    try {
      const path = shop.script('turn.cjs', text);
      shop.fresh([path, '0']);
      await shop.spare();
      const { parent } = shop;
      const before = descriptorsOf(parent);
      const pids = new Set<string>();
      const sizes: number[] = [];
      let next = 0;
      const caller = async () => {
        for (let turn = next++; turn < count; turn = next++) {
          const { child, ended } = shop.start([path, String(turn)], { TURN: `t${turn}` });
          child.stdin?.end();
          const { out, err, code } = await ended;
          const [pid = '', ...rest] = out.trim().split(' ');
          assert.deepEqual([rest, err, code], [[`${turn}`, `t${turn}`], '', turn % 5]);
          pids.add(pid);
          if (turn % Math.ceil(count / looks) === 0) sizes.push(residentKiB(parent));
        }
      };
      const began = performance.now();
      await Promise.all(Array.from({ length: callers }, caller));
      context.diagnostic(`${((performance.now() - began) / count).toFixed(1)} ms a run`);
      context.diagnostic(`the parent: ${sizes.join(' ')} KiB`);
      assert.equal(pids.size, count);
      assert.equal(shop.parent, parent);
      await until('only a spare is left', limit, () => shop.pidsIn(states.serving).length === 0);
      const spare = await shop.spare();
      // A parent and its keeper, and a spare; one that was started has a keeper, too.
      const isLeft = (pid: number) => ![parent, spare].includes(pid);
      await until('nobody else is left', limit, () => {
        return processesNaming(shop.base).filter(isLeft).length === (isForked ? 1 : 2);
      });
      const more = () => descriptorsOf(parent).filter((one) => !before.includes(one));
      await until('no descriptor more is open', limit, () => more().length === 0);
      const [first, ...later] = sizes.slice(Math.ceil((settled * looks) / count));
      const most = Math.max(...later);
      assert.ok(first === undefined || most - first < swingKiB, `grows: ${sizes.join(' ')} KiB`);
    } finally {
      await shop.close();
    }
  });
}
