// Output that takes its time: whom that holds up, and whom it doesn’t.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { unreadIn } from '../../../shared/libc.ts';
import { newPipe } from '../../../shared/spawn.ts';
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
      test(`the backend serves others while the reader of a ${kind} is slow`, async () => {
        const own = shop.script(
          'free.cjs',
          `process.stdout.write(String(process.pid)); if (process.argv[2]) process.stdout.write(${made})`,
        );
        const args = ['--', '-M1', `-B${2 * dataSize}`, own];
        const { input, output } = makers[kind]();
        const slow = start(program, [...args, 'much'], ['ignore', input, 'inherit']);
        await until('it has written', limit, () => unreadIn(output) > 0);
        const others = [1, 2].map(() => shop.run(program, args).out);
        assert.equal(slow.child.exitCode, null);
        const got = await readAll(streamOf(output, kind));
        const pid = got.toString('latin1', 0, got.length - data.length);
        assert.deepEqual(others, [pid, pid]);
        assert.equal(hash(got.subarray(pid.length)), hash(data));
        assert.deepEqual(await slow.ended, success);
      });

      test(`a signal reaches the script while the reader of a ${kind} has stopped`, async () => {
        const [written, caught] = ['written', 'caught'].map((name) => join(shop.folder, name)) as [
          string,
          string,
        ];
        for (const file of [written, caught]) rmSync(file, { force: true });
        const path = shop.script(
          'stopped.cjs',
          `const { writeFileSync } = require('node:fs');
           process.stdout.write(${made}, () => writeFileSync('${written}', ''));
           setTimeout(() => {}, 60_000);
           process.on('SIGTERM', () => { writeFileSync('${caught}', ''); process.exit(7); });`,
        );
        const { input, output } = makers[kind]();
        const run = start(program, ['--', `-B${2 * dataSize}`, path], ['ignore', input, 'inherit']);
        await until('all is in the buffer', limit, () => existsSync(written));
        const parts: Buffer[] = [];
        const stream = streamOf(output, kind);
        stream.on('data', (part) => {
          parts.push(part);
          if (parts.length === 8) stream.pause();
        });
        await until('the reader has stopped', limit, () => stream.isPaused());
        run.child.kill('SIGTERM');
        await until('it was caught', limit, () => existsSync(caught));
        stream.resume();
        await once(stream, 'end');
        assert.equal(hash(Buffer.concat(parts)), hash(data));
        assert.deepEqual(await run.ended, { code: 7, signal: null });
      });

      test(`what the buffer for a ${kind} has no room for keeps the backend busy`, async () => {
        const { input, output } = makers[kind]();
        const args = ['--', '-M1', '-B70000', scripts.writer];
        const slow = start(program, args, ['ignore', input, 'inherit']);
        await until('it has written', limit, () => unreadIn(output) > 0);
        const next = start(program, args, ['ignore', 'ignore', 'inherit']);
        await until('the next is in line', limit, () => shop.inLine(next.child.pid ?? 0));
        assert.equal(hash(await readAll(streamOf(output, kind))), hash(data));
        assert.deepEqual(await Promise.all([slow.ended, next.ended]), [success, success]);
      });

      test(`a child that outlives the run holds up nobody, and its output arrives at a ${kind}`, async () => {
        const [end, go] = ['end', 'go'].map((name) => join(shop.folder, name)) as [string, string];
        for (const file of [end, go]) rmSync(file, { force: true });
        const path = shop.script(
          'leave.cjs',
          `const { spawn } = require('node:child_process');
           const wait = 'while [ ! -e "$0" ]; do sleep 0.02; done; head -c 300000 /dev/zero; cat';
           const [, , go, end] = process.argv;
           spawn('sh', ['-c', wait, go], { stdio: 'inherit' }).unref();
           process.stdout.write('first');
           const look = () => require('node:fs').existsSync(end) && clearInterval(timer);
           const timer = setInterval(look, 20);
           process.exitCode = 3;`,
        );
        const [to, from] = [makers[kind](), makers[kind]()];
        const args = ['--', '-B4096', `-b${mebibyte}`, path, go, end];
        const stdio: [Stdio, Stdio, Stdio] = [from.output, to.input, 'inherit'];
        const run = start(program, args, stdio, [from.output]);
        const got = readAll(streamOf(to.output, kind));
        const writer = new Socket({ fd: from.input, readable: false });
        writer.write('x'.repeat(400_000));
        await until(
          'the input is read ahead',
          limit,
          () => !writer.writableLength && !unreadIn(from.output),
        );
        closeSync(from.output);
        writeFileSync(end, '');
        assert.deepEqual(await run.ended, { code: 3, signal: null });
        writer.end('last');
        writeFileSync(go, '');
        const text = (await got).toString();
        assert.equal(text.length, 700_009);
        assert.deepEqual([text.slice(0, 5), text.slice(-5)], ['first', 'xlast']);
      });
    }

    test('a signal after the run ends the frontend, which still has output', async () => {
      const over = join(shop.folder, 'over');
      rmSync(over, { force: true });
      const path = shop.script(
        'over.cjs',
        `process.stdout.write(${made}, () => process.exit());
         process.on('exit', () => require('node:fs').writeFileSync('${over}', ''))
         process.on('SIGTERM', () => console.error('too late'))`,
      );
      const { input, output } = newPipe();
      const args = ['--', '-M1', `-B${2 * dataSize}`, path];
      const run = start(program, args, ['ignore', input, 'inherit']);
      await until('the run is over', limit, () => existsSync(over));
      const next = '"$0" -- -M1 "$1" >/dev/null';
      assert.equal(shop.shell(program, next, [path]).code, 0);
      assert.equal(run.child.exitCode, null);
      run.child.kill('SIGTERM');
      assert.deepEqual(await run.ended, { code: null, signal: 'SIGTERM' });
      closeSync(output);
    });
  });
}
