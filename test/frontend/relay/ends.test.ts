// The ends that the caller has: left as they are, and told of the other end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setStatusFlags, statusFlags } from '../../../shared/libc.ts';
import { socketPair } from '../../../shared/socket.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import {
  data,
  hash,
  kinds,
  limit,
  makers,
  mebibyte,
  type Stdio,
  scripts,
  shop,
  start,
  streamOf,
  success,
} from './room.ts';

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const kind of kinds) {
      for (const flags of [0, constants.O_NONBLOCK]) {
        const waits = flags === 0 ? 'waits' : 'does not wait';
        test(`a ${kind} that ${waits} is left so, also when the frontend is killed`, async () => {
          const [to, from] = [makers[kind](), makers[kind]()];
          const both = [to.input, from.output];
          const args = ['--', `-B${mebibyte}`, `-b${mebibyte}`];
          const stdio: [Stdio, Stdio, Stdio] = [from.output, to.input, 'inherit'];
          const hashed = start(program, [...args, scripts.writer], stdio, both);
          // Whatever Node.js starts gets descriptors that wait.
          const setFlags = () => both.map((fd) => setStatusFlags(fd, flags));
          setFlags();
          const before = both.map(statusFlags);
          const parts: Buffer[] = [];
          const stream = streamOf(to.output, kind).on('data', (part) => parts.push(part));
          assert.deepEqual(await hashed.ended, success);
          await until('all has come', limit, () => Buffer.concat(parts).length === data.length);
          assert.equal(hash(Buffer.concat(parts)), hash(data));
          const endless = shop.script(
            'endless.cjs',
            `const more = () => process.stdout.write('x'.repeat(1e5), more); more(); process.stdin.resume();`,
          );
          const killed = start(program, [...args, endless], stdio, both);
          setFlags();
          const count = parts.length;
          await until('it runs', limit, () => parts.length > count + 10);
          killed.child.kill('SIGKILL');
          await killed.ended;
          assert.deepEqual(both.map(statusFlags), before);
          stream.destroy();
          for (const fd of [...both, from.input]) closeSync(fd);
        });
      }
    }

    test('one socket for all three: a conversation, each end of it passed on', async () => {
      const path = shop.script(
        'talk.cjs',
        `const { fstatSync } = require('node:fs');
         const [a, b, c] = [0, 1, 2].map((fd) => fstatSync(fd));
         console.log(a.isSocket() && a.ino === b.ino && b.ino === c.ino);
         process.stdin.on('data', (data) => process.stdout.write('<' + data + '>'));
         process.stdin.on('end', () => { console.error('end'); process.stdout.end(); setTimeout(() => {}, 60_000) });
         process.on('SIGTERM', () => process.exit(6));`,
      );
      const { input, output } = socketPair();
      const args = ['--', '-B4096', '-b4096', path];
      const run = start(program, args, [input, input, input]);
      const socket = new Socket({ fd: output });
      let said = '';
      socket.on('data', (part) => {
        said += part;
      });
      const hasSaid = (text: string) => until(`it says ${text}`, limit, () => said === text);
      await hasSaid('true\n');
      socket.write('one');
      await hasSaid('true\n<one>');
      socket.write('two');
      await hasSaid('true\n<one><two>');
      socket.end();
      await once(socket, 'end');
      assert.equal(said, 'true\n<one><two>end\n');
      assert.equal(run.child.exitCode, null);
      run.child.kill('SIGTERM');
      assert.deepEqual(await run.ended, { code: 6, signal: null });
    });
  });
}
