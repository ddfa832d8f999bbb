// What a script writes: all of it arrives, in order, whatever becomes of either end.
import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { unreadIn } from '../../../shared/libc.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import {
  data,
  dataSize,
  hash,
  kinds,
  limit,
  made,
  makers,
  mebibyte,
  readAll,
  scripts,
  shop,
  start,
  streamOf,
  success,
} from './room.ts';

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const kind of kinds) {
      for (const size of [1, 4096, mebibyte, 2 * dataSize]) {
        test(`output to a ${kind}, a buffer of ${size}: all of it, in order`, async () => {
          const { input, output } = makers[kind]();
          const run = start(
            program,
            ['--', `-B${size}`, scripts.writer],
            ['ignore', input, 'inherit'],
          );
          let turns = 0;
          const slowly = async () => void (++turns % 8 === 0 && (await sleep(1)));
          const got = await readAll(streamOf(output, kind), slowly);
          assert.deepEqual([got.length, hash(got)], [data.length, hash(data)]);
          assert.deepEqual(await run.ended, success);
        });
      }

      test(`stdout and stderr on one ${kind}: in the order of writing`, async () => {
        const path = shop.script(
          'order.cjs',
          `const { fstatSync, writeSync } = require('node:fs');
           if (fstatSync(1).ino !== fstatSync(2).ino) console.log('two');
           for (let i = 0; i < 30_000; i++) writeSync(1 + i % 2, i + '\\n');`,
        );
        const { input, output } = makers[kind]();
        const run = start(program, ['--', '-B5000', path], ['ignore', input, input]);
        const got = (await readAll(streamOf(output, kind))).toString();
        assert.equal(got, Array.from({ length: 30_000 }, (_, i) => `${i}\n`).join(''));
        assert.deepEqual(await run.ended, success);
      });

      test(`a ${kind} that nobody reads any more is an error for the script`, async () => {
        const path = shop.script(
          'epipe.cjs',
          `const again = setInterval(() => console.log(1), 1);
           process.stdout.on('error', ({ code }) => {
             console.error(code); clearInterval(again); process.exitCode = 4;
           })`,
        );
        const { input, output } = makers[kind]();
        const run = start(program, ['--', `-B${mebibyte}`, path], ['ignore', input, 'pipe']);
        await until('it has written', limit, () => unreadIn(output) > 0);
        closeSync(output);
        const said = await readAll(run.child.stderr as Readable);
        assert.equal(said.toString(), 'EPIPE\n');
        assert.deepEqual(await run.ended, { code: 4, signal: null });
      });

      test(`what a backend has written to a ${kind} arrives when it is killed`, async () => {
        const path = shop.script(
          'killed.cjs',
          `for (let data = ${made}; data.length > 0;)
             data = data.subarray(require('node:fs').writeSync(1, data));
           process.kill(process.pid, 'SIGKILL');`,
        );
        const { input, output } = makers[kind]();
        const args = ['--', `-B${2 * dataSize}`, path];
        const run = start(program, args, ['ignore', input, 'inherit']);
        await until('it has written', limit, () => unreadIn(output) > 0);
        assert.equal(hash(await readAll(streamOf(output, kind))), hash(data));
        assert.deepEqual(await run.ended, { code: null, signal: 'SIGKILL' });
      });
    }
  });
}
