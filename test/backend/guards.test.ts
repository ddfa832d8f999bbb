// The guards that replace a backend: exact, and nobody pays for it with a cold start.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { heirComes, states } from '../../shared/layout.ts';
import { processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { type FreshShop, isGone, shopsOf, untilGone } from './fresh/fresh-shop.ts';

const bound = 30_000;

/** Prints its process and the number of its run. */
const counting = "console.log(process.pid, require('speedycgi').runNumber())";

for (const { name, program, share } of frontends) describe(name, () => testGuards(program, share));

function testGuards(speedy: string, share: number): void {
  const newShop = shopsOf(speedy);

  function open(code: string, ...options: string[]) {
    const shop = newShop();
    const args = ['--', ...options, shop.script('script.cjs', code)];
    /** @returns the pid and the number that it prints */
    const run = (...more: string[]): number[] => {
      const { out, err, code } = shop.run(speedy, [...args, ...more]);
      assert.deepEqual([err, code], ['', 0]);
      return out.split(' ').map(Number);
    };
    const start = (): ChildProcess =>
      spawn(speedy, args, { env: shop.env, stdio: ['pipe', 'pipe', 'inherit'] });
    return { shop, run, start };
  }

  const heirOf = (shop: FreshShop): number =>
    [states.idle, states.serving].flatMap((state) => shop.entries(state))[0]?.get('heir') ?? 0;

  async function untilHeir(shop: FreshShop): Promise<number> {
    await until('its heir is ready', bound, () => heirOf(shop) > heirComes);
    return heirOf(shop);
  }

  /** Another one has its place. */
  async function isReplaced(shop: FreshShop, pid: number): Promise<number> {
    const others = () => shop.pidsIn(states.idle).filter((one) => one !== pid);
    await until(`${pid} is replaced`, bound, () => others().length > 0);
    await untilGone(pid);
    return others()[0] as number;
  }

  const noneLeft = (shop: FreshShop) =>
    until('no process of it is left', bound, () => processesNaming(shop.base).length === 0);

  async function said(child: ChildProcess): Promise<string> {
    child.stdin?.end();
    const [out, [code]] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      once(child, 'close'),
    ]);
    assert.equal(code, 0);
    return out.trim();
  }

  for (const { runs, rounds, callers } of [
    { runs: 1, rounds: 1, callers: 8 },
    { runs: 5, rounds: 3, callers: 32 },
  ]) {
    test(`-r${runs} is ${runs} runs, with ${callers} callers at once, too`, async () => {
      const { start } = open(counting, `-r${runs}`);
      const numbers = new Map<number, number[]>();
      for (let i = 0; i < rounds; i++) {
        const all = Array.from({ length: Math.max(4, callers * share) }, () => said(start()));
        for (const line of await Promise.all(all)) {
          const [pid = 0, number = 0] = line.split(' ').map(Number);
          numbers.set(pid, [...(numbers.get(pid) ?? []), number]);
        }
      }
      const expected = Array.from({ length: runs }, (_, i) => i + 1);
      for (const [pid, made] of numbers) {
        made.sort((one, other) => one - other);
        assert.deepEqual(made, expected.slice(0, made.length));
        if (made.length === runs) await untilGone(pid);
        else assert.equal(isGone(pid), false, `${pid} left after ${made.length}`);
      }
    });
  }

  test('the one that is due has an heir before, and that serves the next run', async () => {
    const { shop, run } = open(counting, '-r3');
    const [first = 0] = run();
    assert.deepEqual(run(), [first, 2]);
    const heir = await untilHeir(shop);
    assert.equal(shop.pidsIn(states.idle).includes(heir), false);
    assert.deepEqual(run(), [first, 3]);
    assert.deepEqual(run(), [heir, 1]);
    await untilGone(first);
  });

  test('also where each makes but one run', async () => {
    const { shop, run } = open(counting, '-r1');
    run();
    for (let i = 0; i < 3; i++) {
      await until('one is idle', bound, () => shop.pidsIn(states.idle).length > 0);
      const heir = await untilHeir(shop);
      run();
      assert.deepEqual(shop.pidsIn(states.idle), [heir]);
    }
  });

  test('the run behind a replacement takes nothing like a cold start', async (context) => {
    const { shop, run } = open(counting, '-r2');
    const timed = (work: () => unknown): number => {
      const began = performance.now();
      work();
      return performance.now() - began;
    };
    run();
    const [cold, warm, behind] = [[], [], []] as [number[], number[], number[]];
    // In turn: what else the machine does is the same for all of them.
    for (let i = 0; i < 5; i++) {
      const other = open(counting);
      cold.push(timed(other.run));
      await untilHeir(shop);
      warm.push(timed(run));
      behind.push(timed(run));
    }
    const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1] ?? 0;
    const figures = { cold: median(cold), warm: median(warm), behind: median(behind) };
    context.diagnostic(`milliseconds: ${JSON.stringify(figures)}`);
    const interpreter = figures.cold - figures.warm;
    assert.ok(figures.behind - figures.warm < interpreter / 2, JSON.stringify(figures));
  });

  test('an heir takes no place of MaxBackends', async () => {
    const alone = `const { mkdirSync, rmdirSync } = require('node:fs');
      const lock = __dirname + '/lock';
      mkdirSync(lock);
      setTimeout(() => { rmdirSync(lock); ${counting} }, 5);`;
    const { start } = open(alone, '-M1', '-r3');
    const all = Array.from({ length: Math.max(4, 24 * share) }, () => said(start()));
    assert.equal(new Set(await Promise.all(all)).size, all.length);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`a backend that ${signal} ends takes its heir with it`, async () => {
      const { shop, run } = open(counting, '-r2');
      const [first = 0] = run();
      await untilHeir(shop);
      process.kill(first, signal);
      await noneLeft(shop);
    });
  }

  test('an heir that was killed is not waited for', async () => {
    const { shop, run } = open(counting, '-r2');
    const [first] = run();
    const heir = await untilHeir(shop);
    process.kill(heir, 'SIGKILL');
    await untilGone(heir);
    assert.deepEqual(run(), [first, 2]);
    const [next, number] = run();
    assert.ok(next !== first && next !== heir && number === 1);
  });

  test('after Timeout, neither a backend nor its heir is left', async () => {
    const { shop, run } = open(counting, '-r2', '-t1');
    run();
    await untilHeir(shop);
    await noneLeft(shop);
    assert.deepEqual(shop.groups, []);
  });

  const growing = `if (process.argv[2]) globalThis.kept = Buffer.alloc(200 << 20, 1); ${counting}`;

  test('a backend that is larger than MaxMemory after a run is replaced', async () => {
    const { shop, run } = open(growing, '-m200');
    const [first = 0] = run();
    assert.deepEqual(run(), [first, 2]);
    assert.deepEqual(run('grow'), [first, 3]);
    const next = await isReplaced(shop, first);
    assert.deepEqual(run(), [next, 1]);
    assert.deepEqual(run(), [next, 2]);
  });

  test('a backend whose MaxAge is over is replaced, and leaves where nobody has used it', async () => {
    const { shop, run } = open(counting, '-a1');
    const [first = 0] = run();
    const next = await isReplaced(shop, first);
    await untilGone(next);
    await noneLeft(shop);
    assert.deepEqual(shop.groups, []);
  });

  test('a backend whose MaxAge is over in a run comes to the end of it', async () => {
    const held = `process.stdin.resume().on('end', () => { ${counting} }); console.log('begun')`;
    const { shop, start } = open(held, '-a1');
    const child = start();
    await once(child.stdout as NodeJS.ReadableStream, 'readable');
    const [pid = 0] = shop.pidsIn(states.serving);
    const began = performance.now();
    await until('its age is over', bound, () => performance.now() > began + 1000);
    assert.equal(existsSync(`/proc/${pid}`), true);
    assert.equal(await said(child), `begun\n${pid} 1`);
    await isReplaced(shop, pid);
    // By then, its successor may be as old.
    const [, next, number] = /^begun\n(\d+) (\d+)$/.exec(await said(start())) ?? [];
    assert.ok(Number(next) !== pid && number === '1', `${next} ${number}`);
  });

  for (const [option, value] of Object.entries({ MaxMemory: 1, MaxAge: 1 })) {
    test(`setopt() sets ${option} for the process`, async () => {
      const code = `if (process.argv[2]) require('speedycgi').setopt('${option}', ${value}); ${counting}`;
      const { shop, run } = open(code);
      const [first = 0] = run();
      assert.deepEqual(run('set'), [first, 2]);
      await isReplaced(shop, first);
    });
  }
}
