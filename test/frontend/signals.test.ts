// Signals at the frontend: to the script, or its own end.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 30_000;
const [began, go, order] = ['began', 'go', 'order'].map((name) => join(shop.folder, name)) as [
  string,
  string,
  string,
];

const forwarded = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const),
  ...(['SIGTSTP', 'SIGCONT', 'SIGALRM', 'SIGABRT', 'SIGXCPU', 'SIGPROF', 'SIGVTALRM'] as const),
  ...(['SIGIO', 'SIGSTKFLT', 'SIGPWR'] as const),
];
const handling = shop.script(
  'handling.cjs',
  `for (const name of ${JSON.stringify(forwarded)}) {
     process.on(name, () => { console.log(name); process.exit(7); });
   }
   require('node:fs').writeFileSync('${began}', '');
   setTimeout(() => {}, 60_000);`,
);
const waiting = shop.script(
  'waiting.cjs',
  `require('node:fs').writeFileSync('${began}', ''); setTimeout(() => process.exit(5), 60_000);`,
);
const brief = shop.script(
  'brief.cjs',
  `require('node:fs').writeFileSync('${began}', ''); setTimeout(() => process.exit(5), 1_000);`,
);
/** Says that it runs, and goes on once it may. */
const inOrder = shop.script(
  'in-order.cjs',
  `const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
   appendFileSync('${order}', process.env.TURN + ' ');
   writeFileSync('${began}', '');
   const look = setInterval(() => existsSync('${go}') && clearInterval(look), 5);`,
);

function start(
  program: string,
  script: string,
  command = 'exec "$0" "$1"',
  env = {},
  detached = false,
) {
  const child = spawn('/bin/sh', ['-c', command, program, script], {
    cwd: shop.folder,
    env: { ...shop.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached,
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out }));
  return { child, ended };
}

const hasBegun = () => until('the script runs', limit, () => existsSync(began));

async function startAndWait(program: string, script: string, command?: string, env = {}) {
  rmSync(began, { force: true });
  const started = start(program, script, command, env);
  await hasBegun();
  return started;
}

function queues(): string[] {
  return shop.groups.map((group) => join(group, 'queue')).filter((queue) => existsSync(queue));
}

const isAsleep = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const name of forwarded) {
      test(`${name} reaches the script`, async () => {
        const { child, ended } = await startAndWait(program, handling);
        child.kill(name);
        assert.deepEqual(await ended, { code: 7, signal: null, out: `${name}\n` });
      });
    }

    test('a signal that the script doesn’t handle ends both', async () => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
        const { child, ended } = await startAndWait(program, waiting);
        child.kill(name);
        assert.deepEqual(await ended, { code: null, signal: name, out: '' });
      }
    });

    test('a signal that was ignored reaches nobody', async () => {
      const command = `trap '' HUP INT TERM USR1; exec "$0" "$1"`;
      const { child, ended } = await startAndWait(program, brief, command);
      for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGUSR1'] as const) child.kill(name);
      assert.deepEqual(await ended, { code: 5, signal: null, out: '' });
    });

    test('the inspector that SIGUSR1 starts ends with its run', async () => {
      const inspected = shop.script(
        'inspected.cjs',
        `const { url } = require('node:inspector');
         console.log(process.pid, url());
         require('node:fs').writeFileSync('${began}', '');
         const look = setInterval(() => (globalThis.before || url()) && clearInterval(look), 5);
         process.on('exit', () => { globalThis.before = true; });`,
      );
      const command = 'exec "$0" --inspect-port=0 "$1" 2>/dev/null';
      const first = await startAndWait(program, inspected, command);
      first.child.kill('SIGUSR1');
      const { out, code } = await first.ended;
      assert.deepEqual([code, /undefined/.test(out)], [0, true]);
      const second = await startAndWait(program, inspected, command);
      assert.deepEqual(await second.ended, { code: 0, signal: null, out });
    });

    test('SIGTSTP stops nobody whom no shell could continue', async () => {
      rmSync(began, { force: true });
      const { child, ended } = start(program, brief, undefined, {}, true);
      await hasBegun();
      child.kill('SIGTSTP');
      assert.deepEqual(await ended, { code: 5, signal: null, out: '' });
    });

    test('a signal reaches the script when the queue was removed meanwhile', async () => {
      const { child, ended } = await startAndWait(program, handling);
      rmSync(shop.home, { recursive: true });
      child.kill('SIGTERM');
      assert.deepEqual(await ended, { code: 7, signal: null, out: 'SIGTERM\n' });
      assert.ok(!existsSync(shop.home));
    });

    test('a signal reaches the script when the queue has lost its backend', async () => {
      const { child, ended } = await startAndWait(program, handling, undefined, {
        SPEEDY_GROUP: `lost-${name}`,
      });
      for (const queue of queues()) truncateSync(queue, 0);
      child.kill('SIGTERM');
      const { out } = await ended;
      assert.equal(out, 'SIGTERM\n');
    });

    test('a signal ends a frontend in line', async () => {
      const env = { SPEEDY_MAXBACKENDS: '1', SPEEDY_MAXRUNS: '77' };
      const first = await startAndWait(program, waiting, undefined, env);
      for (const name of ['SIGTERM', 'SIGUSR2', 'SIGQUIT'] as const) {
        const { child, ended } = start(program, waiting, undefined, env);
        await until('it is in line', limit, () => shop.inLine(child.pid ?? 0));
        assert.ok(isAsleep(child));
        child.kill(name);
        assert.deepEqual(await ended, { code: null, signal: name, out: '' });
      }
      first.child.kill('SIGTERM');
      await first.ended;
    });

    test('those in line are served in their order', async () => {
      const env = { SPEEDY_MAXBACKENDS: '1', SPEEDY_MAXRUNS: '78' };
      for (const file of [go, order]) rmSync(file, { force: true });
      const first = await startAndWait(program, inOrder, undefined, { ...env, TURN: 'first' });
      const all = [first.ended];
      for (const TURN of ['a', 'b', 'c']) {
        const { child, ended } = start(program, inOrder, undefined, { ...env, TURN });
        await until('it is in line', limit, () => shop.inLine(child.pid ?? 0));
        all.push(ended);
      }
      writeFileSync(go, '');
      await Promise.all(all);
      assert.equal(readFileSync(order, 'utf8'), 'first a b c ');
    });
  });
}
