// Processes that stand still for seconds, and zombies: nobody waits for them for long.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { tryLock } from '../../shared/libc.ts';
import { textOf } from '../../shared/text-of.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { type Call, isGone, parentOf, soon, stateOf, Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const go = join(ward.folder, 'go');
/** Prints its backend's pid, once it may. */
const held = ward.script(
  'held.cjs',
  `console.log(process.pid);
   const look = setInterval(() => require('node:fs').existsSync('${go}') && clearInterval(look), 5);`,
);
const limited = { SPEEDY_MAXBACKENDS: '1' };

function isLocked(group: string): boolean {
  const fd = openSync(join(group, 'queue'), 'r');
  const isFree = tryLock(fd); // until it is closed
  closeSync(fd);
  return !isFree;
}

/** Whoever stands still with the lock holds up all, until they give up: that is tested elsewhere. */
async function stop(pid: number): Promise<void> {
  await until(`${pid} stands still, without the lock`, soon, () => {
    const stands = stateOf(pid) === 'T';
    if (stands && !ward.groups.some(isLocked)) return true;
    process.kill(pid, stands ? 'SIGCONT' : 'SIGSTOP');
    return false;
  });
}

for (const { name, program } of frontends) {
  const env = { ...limited, SPEEDY_GROUP: `stopped-${name}` };

  /** A run that goes on until `go` is there. */
  async function begin(more: NodeJS.ProcessEnv = env): Promise<Call & { backend: number }> {
    rmSync(go, { force: true });
    const call = ward.start(program, [held], more);
    const [data] = await once(call.child.stdout as NodeJS.ReadableStream, 'data');
    return { ...call, backend: Number(data) };
  }

  async function waitInLine(): Promise<Call> {
    const call = ward.start(program, [ward.pid], env);
    await until('it is in line', soon, () => ward.inLine(call.pid));
    return call;
  }

  /** Three runs, of which the first ends, and the second is stopped: it is the one that is called. */
  async function stopInLine() {
    const busy = await begin();
    const stopped = await waitInLine();
    const next = await waitInLine();
    await stop(stopped.pid);
    writeFileSync(go, '');
    return { stopped, next, ...(await busy.ended) };
  }

  describe(name, () => {
    test('a frontend that is stopped in line holds up nobody, and is served when it goes on', async () => {
      const { stopped, next, out, code } = await stopInLine();
      assert.equal(code, 0);
      assert.deepEqual(await next.ended, { out, err: '', code: 0, signal: null });
      assert.deepEqual(await ward.call(program, [ward.pid], env), await next.ended);
      stopped.child.kill('SIGCONT');
      assert.deepEqual(await stopped.ended, { out, err: '', code: 0, signal: null });
    });

    test('a frontend that is stopped in line, and killed', async () => {
      const { stopped, next, out } = await stopInLine();
      stopped.child.kill('SIGKILL');
      assert.equal((await next.ended).out, out);
    });

    test('a frontend that is stopped in its run holds up nobody behind it', async () => {
      const busy = await begin();
      await stop(busy.pid);
      writeFileSync(go, '');
      const { out, code } = await ward.call(program, [ward.pid], env);
      assert.equal(code, 0);
      busy.child.kill('SIGCONT');
      assert.deepEqual(await busy.ended, { out, err: '', code: 0, signal: null });
    });

    test('a backend that is stopped in its run goes on with it', async () => {
      const two = { ...env, SPEEDY_MAXBACKENDS: '2' };
      const busy = await begin(two);
      const served = await ward.served(program, [], two);
      assert.notEqual(served, busy.backend);
      await stop(busy.backend);
      writeFileSync(go, '');
      await ward.served(program, [], two);
      process.kill(busy.backend, 'SIGCONT');
      assert.equal((await busy.ended).code, 0);
    });

    test('a backend that is a zombie', async () => {
      const before = await ward.served(program, [], env);
      const keeper = parentOf(before);
      await stop(keeper);
      process.kill(before, 'SIGKILL');
      await until('it is a zombie', soon, () => stateOf(before) === 'Z');
      const served = await ward.served(program, [], env);
      assert.notEqual(served, before);
      process.kill(keeper, 'SIGCONT');
      await isGone(keeper);
      assert.equal(await ward.served(program, [], env), served);
    });

    test('a frontend that is a zombie, while it was in line', async () => {
      const busy = await begin();
      // What sleeps never asks how its child has ended.
      const command = '"$0" "$1" & echo $!; exec sleep 1000';
      const parent = spawn('/bin/sh', ['-c', command, program, ward.pid], {
        env: { ...ward.env, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [data] = await once(parent.stdout, 'data');
      const zombie = Number(data);
      await until('it is in line', soon, () => ward.inLine(zombie));
      const name = () => textOf(`/proc/${parent.pid}/comm`);
      await until('its parent sleeps', soon, () => name() === 'sleep\n');
      process.kill(zombie, 'SIGKILL');
      await until('it is a zombie', soon, () => stateOf(zombie) === 'Z');
      const next = await waitInLine();
      writeFileSync(go, '');
      const { out } = await busy.ended;
      assert.deepEqual(await next.ended, { out, err: '', code: 0, signal: null });
      parent.kill();
      await once(parent, 'exit');
    });
  });
}
