// The pool of backends: how many, how long, and what becomes of it when something breaks.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const bound = 20_000;
/** Milliseconds until a stopped backend is given up, and another has started. */
const patience = 15_000;

for (const { name, program } of frontends) describe(name, () => testPool(program));

function testPool(speedy: string): void {
  const workshop = new Workshop();
  const pid = workshop.script('pid.cjs', 'console.log(process.pid)');
  after(() => workshop.close());

  function start(args: string[]): ChildProcess {
    const env = { ...process.env, ...workshop.env };
    return spawn(speedy, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  async function outputOf(child: ChildProcess): Promise<string> {
    let out = '';
    child.stdout?.on('data', (data) => {
      out += data;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    return out.trim();
  }

  /** Runs at once, and what each prints. */
  const atOnce = (count: number, args: string[]): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => outputOf(start(args))));

  const isGone = (process_: number) =>
    until('it is gone', bound, () => !existsSync(`/proc/${process_}`));

  test('a backend makes MaxRuns runs, also with many callers', async () => {
    const served = await atOnce(24, ['--', '-r3', pid]);
    const counts = groupBy(served);
    for (const [one, { length }] of counts) assert.ok(length <= 3, `${one} served ${length}`);
  });

  test('at most MaxBackends, and everybody is served', async () => {
    const slow = workshop.script('slow.cjs', 'setTimeout(() => console.log(process.pid), 20)');
    assert.equal(new Set(await atOnce(8, ['--', '-M1', slow])).size, 1);
    assert.ok(new Set(await atOnce(8, ['--', '-M2', slow])).size <= 2);
  });

  test('scripts of a group share a backend, others don’t', () => {
    const other = workshop.script('other.cjs', 'console.log(process.pid)');
    const run = (args: string[]) => workshop.run(speedy, args).out;
    assert.equal(run(['--', '-gx', pid]), run(['--', '-gx', other]));
    assert.notEqual(run([pid]), run([other]));
    assert.notEqual(run(['--', '-gy', pid]), run(['--', '-gx', pid]));
  });

  test('after Timeout, neither a process nor a file of the group is left', async () => {
    const before = new Set(workshop.groups);
    const served = Number(workshop.run(speedy, ['--', '-t1', pid]).out);
    await isGone(served);
    await until('the directory is gone', bound, () =>
      workshop.groups.every((one) => before.has(one)),
    );
  });

  test('a changed script is never stale', () => {
    for (let i = 0; i < 20; i++) {
      const path = workshop.script('changing.cjs', `console.log(${i})`);
      assert.equal(workshop.run(speedy, [path]).out, `${i}\n`);
    }
  });

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`an idle backend that was ended by ${signal} is replaced`, async () => {
      const served = Number(workshop.run(speedy, [pid]).out);
      process.kill(served, signal);
      const { out, code, err } = workshop.run(speedy, [pid]);
      assert.deepEqual([code, err], [0, '']);
      assert.notEqual(Number(out), served);
      await isGone(served);
    });
  }

  test('a TERM at the end of a run isn’t taken by what the run has listened with', async () => {
    const many = 'for (let i = 0; i < 20_000; i++) process.on("SIGTERM", () => {});';
    const listening = workshop.script(
      'listening.cjs',
      `process.setMaxListeners(0); ${many} console.log(process.pid); setTimeout(() => {}, 1)`,
    );
    const served = Number(workshop.run(speedy, [listening]).out);
    process.kill(served, 'SIGTERM');
    await isGone(served);
  });

  test('an idle backend that was stopped holds nobody up', async () => {
    const served = Number(workshop.run(speedy, [pid]).out);
    process.kill(served, 'SIGSTOP');
    const began = performance.now();
    const { out, code, err } = workshop.run(speedy, [pid]);
    // Whoever reads the output has come to its end, too.
    assert.ok(performance.now() - began < patience, 'it takes as long as the stop');
    assert.deepEqual([code, err], [0, '']);
    assert.notEqual(Number(out), served);
    await isGone(served);
    for (let i = 0; i < 3; i++) assert.equal(workshop.run(speedy, [pid]).out, out);
  });

  test('a frontend that is killed takes its run with it, and the next is served', async () => {
    const busy = workshop.script(
      'busy.cjs',
      'console.log(process.pid); if (process.argv[2]) for (;;);',
    );
    const child = start(['--', '-M1', busy, 'loop']);
    const [data] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.kill('SIGKILL');
    await isGone(Number(data));
    assert.equal(workshop.run(speedy, ['--', '-M1', busy]).code, 0);
  });

  const damages: Record<string, (queue: string) => void> = {
    truncated: (queue) => truncateSync(queue, 70),
    emptied: (queue) => truncateSync(queue, 0),
    'filled with random bytes': (queue) => writeFileSync(queue, randomBytes(4096)),
    'filled with 0xff': (queue) => writeFileSync(queue, Buffer.alloc(4096, 255)),
    removed: (queue) => rmSync(queue),
    'removed with its directory': (queue) =>
      rmSync(join(queue, '..'), { recursive: true, force: true, maxRetries: 10 }),
  };
  for (const [damage, work] of Object.entries(damages)) {
    test(`a queue that was ${damage}: the next run is right`, () => {
      const before = new Set(workshop.groups);
      const path = workshop.script(`${damage}.cjs`, 'console.log(1)');
      workshop.run(speedy, [path]);
      const [group = ''] = workshop.groups.filter((one) => !before.has(one));
      work(join(group, 'queue'));
      for (let i = 0; i < 2; i++) {
        const { out, err, code } = workshop.run(speedy, [path]);
        assert.deepEqual([out, err, code], ['1\n', '', 0]);
      }
    });
  }
}

/** As Map.groupBy, which Node.js 20 lacks. */
function groupBy(items: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const item of items) groups.set(item, [...(groups.get(item) ?? []), item]);
  return groups;
}
