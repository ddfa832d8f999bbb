// What a script reads: all of it comes, and what it doesn’t read holds up nobody.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { setStatusFlags, unreadIn } from '../../../shared/libc.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import {
  data,
  hash,
  kinds,
  limit,
  makers,
  mebibyte,
  readAll,
  scripts,
  shop,
  start,
  success,
} from './room.ts';

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const kind of kinds) {
      for (const size of [1, mebibyte]) {
        test(`input from a ${kind}, a buffer of ${size}: all of it, in order`, async () => {
          const file = shop.script('data', '');
          writeFileSync(file, data);
          const { input, output } = makers[kind]();
          const writer = `const data = require('node:fs').readFileSync(process.argv[1]);
            const out = new (require('node:net').Socket)({ fd: 1, readable: false });
            let [at, size] = [0, 1];
            (function more() {
              if (at >= data.length) return out.end();
              size = size * 7 % 50_021;
              out.write(data.subarray(at, (at += size)), () => setImmediate(more));
            })();`;
          spawn(process.execPath, ['-e', writer, file], { stdio: ['ignore', input, 'inherit'] });
          closeSync(input);
          const args = ['--', `-b${size}`, scripts.reader];
          const run = start(program, args, [output, 'pipe', 'inherit']);
          const got = await readAll(run.child.stdout as Readable);
          assert.equal(got.toString(), hash(data));
          assert.deepEqual(await run.ended, success);
        });
      }

      test(`input from a ${kind} that isn’t read, and has no end, holds up nobody`, async () => {
        const { input, output } = makers[kind]();
        setStatusFlags(input, constants.O_NONBLOCK);
        const much = new Socket({ fd: input, readable: false }).on('error', () => {});
        much.write(data);
        const run = start(
          program,
          ['--', '-b4096', scripts.nothing],
          [output, 'ignore', 'inherit'],
        );
        assert.deepEqual(await run.ended, success);
        much.destroy();
      });

      for (const [how, isLong] of [
        ['has changed', false],
        ['was stopped', true],
      ] as const) {
        test(`no input from a ${kind} is lost where the backend ${how}`, async () => {
          const text = (i: number) =>
            `const all = require('node:fs').readFileSync(0); process.stdout.write(all.length + ' ${isLong ? '' : i}' + process.pid)`;
          const path = shop.script('again.cjs', text(1));
          const { input, output } = makers[kind]();
          const args = ['--', `-b${mebibyte}`, path];
          const [, first = ''] = shop.run(program, args).out.split(' ');
          const backend = Number(isLong ? first : first.slice(1));
          process.kill(backend, 'SIGSTOP');
          if (!isLong) shop.script('again.cjs', text(2));
          const run = start(program, args, [output, 'pipe', 'inherit'], [output]);
          const writer = new Socket({ fd: input, readable: false });
          writer.write('x'.repeat(500_000));
          await until(
            'it was read ahead',
            limit,
            () => writer.writableLength === 0 && unreadIn(output) === 0,
          );
          closeSync(output);
          if (!isLong) process.kill(backend, 'SIGCONT');
          writer.end('y'.repeat(1_000));
          const [part] = await once(run.child.stdout as Readable, 'data');
          const [size, second = ''] = String(part).split(' ');
          assert.equal(size, '501000');
          assert.notEqual(second, first);
          if (!isLong) assert.equal(second[0], '2');
          assert.deepEqual(await run.ended, success);
        });
      }
    }
  });
}
