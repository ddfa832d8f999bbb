// Queues in a state that is rare: what the frontends make of them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { headerSize, states } from '../../shared/layout.ts';
import { now, tryLock } from '../../shared/libc.ts';
import { textOf } from '../../shared/text-of.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';
import { idleRecord, makeGroup, readQueue } from './made-up-group.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 30_000;
const status = 3;
/** No process has this number, or a larger one. */
const beyondAll = 4_194_304 + 1;

function start(program: string, script: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, [script], {
    env: { ...shop.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  return { child, ended: once(child, 'exit') };
}

/** Without the program, a shell may be there still, or Node.js while it starts. */
function hasOpen(pid: number | undefined, path: string): boolean {
  try {
    const fds = readdirSync(`/proc/${pid}/fd`);
    return fds.some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === path);
  } catch {
    return false;
  }
}

/** Opens the queue and holds its lock until the descriptor is closed. */
async function holdLock(group: string): Promise<number> {
  const fd = openSync(join(group, 'queue'), 'r+');
  await until('the lock is ours', limit, () => tryLock(fd));
  return fd;
}

/** Whether it has been sent, and waits. */
function isPending(pid: number, signal: NodeJS.Signals): boolean {
  const pending = /^ShdPnd:\s*(\w+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${pending}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}

for (const { name, program } of frontends) {
  const script = shop.script(`${name}.cjs`, '');

  describe(name, () => {
    test('sixty idle backends that have all died cost but one try', async () => {
      const dead = Array.from({ length: 60 }, (_, i) =>
        idleRecord(beyondAll + i, i < 59 ? i + 2 : 0),
      );
      const group = await makeGroup(shop, program, script, dead);
      assert.deepEqual(shop.run(program, [script]), { out: '', err: '', code: 0, signal: null });
      const left = readQueue(group).entries.filter((entry) => entry.get('pid') >= beyondAll);
      assert.ok(left.every((entry) => entry.get('state') === states.free));
    });

    test('a frontend that waits for the lock is ended by a signal, or gets it', async () => {
      const group = await makeGroup(shop, program, script, []);
      const queue = join(group, 'queue');
      const lock = await holdLock(group);
      const first = start(program, script);
      const second = start(program, script);
      for (const { child } of [first, second]) {
        await until('it has the queue open', limit, () => hasOpen(child.pid, queue));
      }
      if (name === 'speedy') {
        first.child.kill('SIGTERM'); // the other one lets nothing interrupt it
        assert.deepEqual(await first.ended, [null, 'SIGTERM']);
      }
      closeSync(lock);
      assert.deepEqual(await second.ended, [0, null]);
      await first.ended;
    });

    test('a frontend that takes a backend out of the line is not counted in it any more', async (t) => {
      const env = { SPEEDY_MAXBACKENDS: '1' };
      const busy = idleRecord(process.pid);
      busy.set('state', states.serving);
      busy.set('partner', process.pid);
      busy.setLong('since', now());
      const group = await makeGroup(shop, program, script, [busy], env);
      const server = createServer((connection) => {
        connection.once('data', () => connection.end(Buffer.from([1, 0, 0, 0, status, 0, 0, 0])));
      });
      t.after(() => server.close());
      server.listen(join(group, String(process.pid)));
      await once(server, 'listening');
      const { child, ended } = start(program, script, env);
      await until('it is in line', limit, () => shop.inLine(child.pid ?? 0));
      assert.equal(readQueue(group).header.get('waiting'), 1);
      const lock = await holdLock(group);
      busy.set('state', states.idle);
      busy.setLong('since', now());
      writeSync(lock, busy.bytes, 0, null, headerSize);
      closeSync(lock);
      assert.deepEqual(await ended, [status, null]);
      const { header, entries } = readQueue(group);
      assert.equal(header.get('waiting'), 0);
      assert.ok(entries.every((entry) => entry.get('state') !== states.waiting));
    });

    test('SIGTSTP before the script has begun stops the frontend, and ends nothing', async (t) => {
      const group = await makeGroup(shop, program, script, [idleRecord(process.pid)]);
      // As a backend whose last run has left a handler.
      const handler = () => {};
      process.on('SIGTSTP', handler);
      t.after(() => process.off('SIGTSTP', handler));
      const server = createServer().listen(join(group, String(process.pid)));
      t.after(() => server.close());
      const { child, ended } = start(program, script);
      const [connection] = await once(server, 'connection');
      for (const name of ['SIGTSTP', 'SIGCONT'] as const) {
        child.kill(name);
        await until(`${name} has been heard`, limit, () => !isPending(child.pid ?? 0, name));
      }
      connection.end(Buffer.from([1, 0, 0, 0, status, 0, 0, 0]));
      assert.deepEqual(await ended, [status, null]);
    });

    test('a backend program that can’t be executed', () => {
      const env = { SPEEDY_BACKENDPROG: '/no/such/program' };
      const { err, code } = shop.run(program, [script], env);
      assert.match(
        err,
        /^speedy: start a backend: cannot spawn \/no\/such\/program: No such file or directory\nspeedy: start a backend: \/no\/such\/program: it ended before it was ready\n$/,
      );
      assert.equal(code, 125);
    });
  });
}

test('what no table foresees is one line, too', () => {
  const bundle = join(frontends[0]?.program ?? '', '../frontend.cjs');
  const args = [bundle, String(beyondAll), '-012', '0', '0', 'script.js'];
  const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stderr, `speedy: open /proc/${beyondAll}/auxv: No such file or directory\n`);
  assert.equal(status, 125);
});
