// The parent of fresh runs: when it comes, when it leaves, and that nothing depends on its life.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { processesNaming } from '../../end-backends.ts';
import { until } from '../../until.ts';
import { type FreshShop, isGone, shopsOf, untilGone } from './fresh-shop.ts';
import { variants } from './variants.ts';

const limit = 20_000;
const together = 8;
const second = 1000;
/** Runs by which a parent has collected its garbage twice. */
const collected = 40;
/** Each is some 80 KiB of garbage in it. */
const runs = 100;
/** KiB. */
const most = 2048;
/** Also where somebody makes or removes a file in it meanwhile. */
const whole = { recursive: true, force: true, maxRetries: 10 };
/** Its number, on x86-64. */
const pollCall = '7';

const pidText = 'console.log(process.pid)';
/** With a module, a template makes them. */
const withAndWithoutModule = {
  'no module': pidText,
  'a module': `require(__dirname + '/module.cjs'); ${pidText}`,
};
/** Ends with 7 when its standard input does. */
const heldText = `${pidText}; process.stdin.resume().on('end', () => process.exit(7));`;

/** It is called, unless it has gone. */
function haveLook(parent: number): void {
  if (!isGone(parent)) process.kill(parent, 'SIGURG');
}

/** Milliseconds for which it waits in poll(2); undefined where it does something else: see proc(5). */
function pauseOf(pid: number): number | undefined {
  const [call, , , timeout] = readFileSync(`/proc/${pid}/syscall`, 'utf8').split(' ');
  return call === pollCall ? Number(timeout) : undefined;
}

/** KiB of memory that is no file's: what a child takes over. */
const anonymousIn = (pid: number): number =>
  Number(/^Anonymous: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);

for (const { name, program, isForked } of variants) {
  const onlyForked = !isForked && 'without forkable.so, signals may be lost';
  describe(name, () => {
    const newShop = shopsOf(program);

    /** With a script, and a parent that has a spare backend. */
    async function open(text: string, ...options: string[]) {
      const shop = newShop();
      shop.script('module.cjs', '');
      const args = [...options, shop.script('script.cjs', text)];
      const first = shop.start(args);
      first.child.stdin?.end();
      await first.ended;
      const spare = await shop.spare();
      return { shop, args, spare, parent: shop.parent };
    }

    const noneLeft = (shop: FreshShop) =>
      until('no process of it is left', limit, () => processesNaming(shop.base).length === 0);

    test('without a run for Timeout, all leave, and nothing is left', async () => {
      const { shop } = await open(pidText, '-t1');
      await noneLeft(shop);
      assert.deepEqual(shop.groups, []);
    });

    test(`${isForked ? 'two spares are' : 'one spare is'} kept, if MinSpare is 0`, async () => {
      const shop = newShop();
      const script = shop.script('script.cjs', pidText);
      const wanted = isForked ? 2 : 1;
      const areThere = () => shop.pidsIn(states.idle).length === wanted;
      for (let run = 0; run < 3; run++) {
        assert.equal(shop.run(program, ['--', '-f', script]).code, 0);
        await until('they are there', limit, areThere);
      }
    });

    for (const [what, text] of Object.entries(withAndWithoutModule))
      test(`a parent uses its memory again, ${what}`, {
        skip: !isForked && 'without forkable.so, it forks none',
      }, async () => {
        const { shop, args, parent } = await open(text);
        const run = (times: number) => {
          for (let left = times; left > 0; left--) assert.equal(shop.fresh(args).code, 0);
          return anonymousIn(parent);
        };
        const before = run(collected);
        const grown = run(runs) - before;
        assert.ok(grown < most, `${grown} KiB more, from ${before} KiB on`);
      });

    test('those that start at the same moment make one', async () => {
      const shop = newShop();
      const starts = join(shop.folder, 'starts');
      const backend = shop.executable(
        'backend',
        `#!/bin/sh\n[ -n "$SPEEDY_PARENT" ] || echo 1 >>'${starts}'\nexec '${dirname(program)}/speedy_backend' "$@"\n`,
      );
      await shop.atOnce(together, [`-p${backend}`, shop.script('pid.cjs', pidText)]);
      assert.equal(readFileSync(starts, 'utf8'), '1\n');
      assert.equal(isGone(shop.parent), false);
    });

    test('a parent that is killed: its run goes on, its spare serves, the next one has another', async () => {
      const { shop, args, parent } = await open(heldText);
      const run = shop.start(args);
      await shop.firstLine(run);
      const spare = await shop.spare();
      process.kill(parent, 'SIGKILL');
      await untilGone(parent);
      const next = shop.fresh(args.slice());
      assert.deepEqual([next.out, next.code], [`${spare}\n`, 7]);
      assert.equal(shop.fresh(args).code, 7);
      assert.notEqual(shop.parent, parent);
      run.child.stdin?.end();
      assert.equal((await run.ended).code, 7);
    });

    test('a parent and its spare that are killed: nothing of them stays', async () => {
      const { shop, args, parent, spare } = await open(pidText, '-t1');
      for (const pid of [parent, spare]) process.kill(pid, 'SIGKILL');
      await untilGone(parent, spare);
      assert.equal(shop.fresh(args).code, 0);
      await noneLeft(shop);
      assert.deepEqual(shop.groups, []);
    });

    test('a run that is left without its parent, and is killed, ends so', async () => {
      const { shop, args, parent } = await open(heldText);
      const run = shop.start(args);
      const pid = Number(await shop.firstLine(run));
      process.kill(parent, 'SIGKILL');
      await untilGone(parent);
      process.kill(pid, 'SIGTERM');
      const { code, by } = await run.ended;
      // Where the keeper is gone, too, nobody can say how.
      assert.deepEqual([code, by], isForked ? [125, null] : [null, 'SIGTERM']);
      assert.equal(shop.fresh(args).code, 7);
    });

    test('a group’s directory that was removed: all leave, and the next run has others', async () => {
      const { shop, args, parent, spare } = await open(pidText);
      rmSync(shop.groups[0] ?? '', whole);
      haveLook(parent);
      await untilGone(parent, spare);
      assert.equal(shop.fresh(args).code, 0);
      assert.notEqual(shop.parent, parent);
    });

    test('a queue that was emptied: another parent comes, and the first one leaves', async () => {
      const { shop, args, parent } = await open(pidText);
      truncateSync(join(shop.groups[0] ?? '', 'queue'), 0);
      assert.equal(shop.fresh(args).code, 0);
      haveLook(parent);
      await untilGone(parent);
      assert.equal(shop.fresh(args).code, 0);
      assert.notEqual(shop.parent, parent);
    });

    test('TERM ends it, and its spare; a run goes on', { skip: onlyForked }, async () => {
      const { shop, args, parent } = await open(heldText);
      const run = shop.start(args);
      await shop.firstLine(run);
      const spare = await shop.spare();
      process.kill(parent, 'SIGTERM');
      await untilGone(parent, spare);
      run.child.stdin?.end();
      assert.equal((await run.ended).code, 7);
      await noneLeft(shop);
      assert.equal(shop.fresh(args).code, 7);
    });

    const unknown = process.arch !== 'x64' && 'poll(2) has another number here';
    test('between runs it sleeps', { skip: onlyForked || unknown }, async () => {
      const { parent } = await open(pidText);
      await until('it sleeps for long', limit, () => (pauseOf(parent) ?? 0) > 10 * second);
    });

    test('no directory of rehearsals stays', async () => {
      const { shop, parent } = await open(pidText);
      assert.equal(existsSync(join(shop.home, `rehearsal.${parent}`)), false);
      assert.equal(
        readFileSync(`/proc/${parent}/environ`, 'latin1').includes('SPEEDY_PARENT'),
        false,
      );
    });
  });
}
