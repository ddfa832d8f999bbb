// MaxRunTime: a run that takes longer is ended, whatever it does, and the log says which and where.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { states } from '../../shared/layout.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { shopsOf } from './fresh/fresh-shop.ts';

const bound = 20_000;
/** By none of the signals that end a run. */
const limit = { timeout: bound, killSignal: 'SIGHUP' } as const;
/** Most of them wait most of the time. */
const concurrency = 5;

const code = `
const [what, time] = process.argv.slice(2);
const { setopt } = require('speedycgi');
function spin() { let n = 0; for (;;) n++; }
const term = (work) => process.on('SIGTERM', work);
const ways = {
  loop: spin,
  pattern: () => /^(a+)+$/.test('a'.repeat(50) + 'b'),
  wait: () => setInterval(() => {}, 1000),
  stubborn: () => { term(() => console.log('told')); ways.wait() },
  tidy: () => { term(() => { console.log('told'); process.exit(3) }); ways.wait() },
  last: () => { console.log('begun'); term(() => console.log('told')); setTimeout(() => {}, time) },
  limited: () => { setopt('MaxRunTime', 1); spin() },
  limit: () => setopt('MaxRunTime', 1),
  free: () => { setopt('MaxRunTime', 0); setTimeout(() => {}, time) },
};
ways[what]?.();
if (what === undefined) console.log(process.pid);`;

for (const { name, program } of frontends)
  describe(name, { concurrency }, () => testRunTime(program));

function testRunTime(speedy: string): void {
  const newShop = shopsOf(speedy);

  function open(...options: string[]) {
    const shop = newShop();
    const path = shop.script('script.cjs', code);
    const args = ['--', ...options, path];
    const run = async (words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
      const child = spawn(speedy, [...args, ...words], { ...limit, env: { ...shop.env, ...env } });
      child.stdin.end();
      const said = Promise.all([text(child.stdout), text(child.stderr)]);
      const [status, signal] = await once(child, 'close');
      const [out, err] = await said;
      return { out, err, code: status, signal };
    };
    const start = (...words: string[]): ChildProcess =>
      spawn(speedy, [...args, ...words], {
        ...limit,
        env: shop.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    /** What the log says of runs that were ended. */
    const told = () => shop.log.split('\n').filter((line) => line.includes('MaxRunTime'));
    return { shop, path, run, start, told };
  }

  async function ended(child: ChildProcess) {
    const out = text(child.stdout as NodeJS.ReadableStream);
    const [status, signal] = await once(child, 'close');
    return [await out, status, signal];
  }

  const get = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/cgi-bin/x', QUERY_STRING: 'a=1\nb' };

  for (const options of [['-x1'], ['-x1', '-f']]) {
    const how = options.join(' ');
    test(`${how}: a busy loop is ended, and the log says where it was`, async () => {
      const { path, run, told } = open(...options);
      assert.equal((await run()).code, 0);
      const { signal, out, err } = await run(['loop'], get);
      assert.deepEqual([signal, out, err], ['SIGTERM', '', '']);
      const [line = '', ...more] = told();
      assert.deepEqual(more, []);
      assert.match(line, / MaxRunTime 1: backend \d+: ended after \d+\.\d s: /);
      assert.ok(
        line.includes(`: ${path}: GET /cgi-bin/x?a=1%0Ab: at Object.spin [as loop] (${path}:`),
        line,
      );
      assert.ok(line.includes(`, at Object.<anonymous> (${path}:`), line);
      assert.equal((await run()).code, 0);
    });
  }

  test('also one in a regular expression', async () => {
    const { path, run, told } = open('-x1');
    assert.equal((await run(['pattern'])).signal, 'SIGTERM');
    assert.ok(
      told()[0]?.includes(`: ${path}: pattern: at RegExp.test (<anonymous>), at `),
      told()[0],
    );
  });

  test('a run that waits is ended', async () => {
    const { run, told } = open('-x1');
    assert.equal((await run(['wait'])).signal, 'SIGTERM');
    assert.match(told()[0] ?? '', /: wait: it waits, no JavaScript is running$/);
  });

  test('one that handles TERM ends as it likes, within the grace', async () => {
    const { out, code: status } = await open('-x1').run(['tidy']);
    assert.deepEqual([out, status], ['told\n', 3]);
  });

  test('one that does not end is killed', async () => {
    const { out, signal } = await open('-x1').run(['stubborn']);
    assert.deepEqual([out, signal], ['told\n', 'SIGKILL']);
  });

  test('who ends a run never reaches another one', async () => {
    const { shop, path, start, told } = open('-x1000');
    const overtime = (frontend: number | undefined) => {
      const [backend = 0] = shop.pidsIn(states.serving);
      const queue = join(shop.groups[0] ?? '', 'queue');
      const told = [queue, 0, backend, frontend, 1, path].map(String);
      return spawnSync(join(dirname(speedy), 'speedy_backend'), ['--overtime', ...told]).status;
    };
    const serves = ({ pid }: ChildProcess) =>
      until('it is served', bound, () =>
        shop.entries(states.serving).some((entry) => entry.get('partner') === pid),
      );
    const first = start('last', '50');
    assert.deepEqual(await ended(first), ['begun\n', 0, null]);
    const second = start('wait');
    await serves(second);
    assert.equal(overtime(first.pid), 0);
    assert.deepEqual(told(), []);
    assert.equal(overtime(second.pid), 0);
    assert.equal(told().length, 1);
    assert.deepEqual(await ended(second), ['', null, 'SIGTERM']);
  });

  test('a run that ends just at the limit: the next one is left alone', async () => {
    const times = [960, 1000, 1050, 1100, 1150, 1250];
    const both = times.map(async (time) => {
      const { start } = open('-x1');
      await ended(start('last', String(time)));
      assert.deepEqual(await ended(start('last', '400')), ['begun\n', 0, null]);
    });
    await Promise.all(both);
  });

  test('setopt() sets it, for this run and later ones, and lifts it', async () => {
    const { run } = open();
    assert.equal((await run(['limited'])).signal, 'SIGTERM');
    assert.equal((await run(['limit'])).code, 0);
    assert.equal((await run(['loop'])).signal, 'SIGTERM');
    assert.equal((await open('-x1').run(['free', '1500'])).code, 0);
  });
}
