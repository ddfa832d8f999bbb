// Relayed streams: -B and -b. Each test has the script's caller at both ends of a pipe or socket.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newPipe } from '../../frontend/spawn.ts';
import { setStatusFlags, statusFlags, unreadIn } from '../../shared/libc.ts';
import { socketPair } from '../../shared/socket.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 30_000;
const mebibyte = 1 << 20;
const dataSize = 3 * mebibyte + 17;
const makers = { pipe: newPipe, socket: socketPair };
type Kind = keyof typeof makers;
const kinds = Object.keys(makers) as Kind[];

const hash = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** The same bytes wherever it is evaluated, and no two stretches of it alike. */
const made = `(() => {
  const words = new Uint32Array(${Math.ceil(dataSize / 4)});
  for (let i = 0, word = 1; i < words.length; i++)
    words[i] = word = Math.imul(word, 1664525) + 1013904223;
  return Buffer.from(words.buffer, 0, ${dataSize});
})()`;
const data: Buffer = new Function(`return ${made}`)();

const scripts = {
  /** Writes it in pieces of all sizes. */
  writer: shop.script(
    'writer.cjs',
    `const data = ${made};
     let size = 1;
     for (let at = 0; at < data.length; at += size) {
       size = size * 7 % 200_003;
       process.stdout.write(data.subarray(at, at + size));
     }`,
  ),
  reader: shop.script(
    'reader.cjs',
    `const hash = require('node:crypto').createHash('sha256');
     process.stdin.on('data', (part) => hash.update(part));
     process.stdin.on('end', () => process.stdout.write(hash.digest('hex')));`,
  ),
  pid: shop.script('pid.cjs', 'process.stdout.write(String(process.pid))'),
  nothing: shop.script('nothing.cjs', ''),
};

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

type Stdio = number | 'ignore' | 'pipe' | 'inherit';

/** The ends that the frontend gets are its own from then on. */
function start(
  program: string,
  args: readonly string[],
  stdio: [Stdio, Stdio, Stdio],
  kept: readonly number[] = [],
): Started {
  const child = spawn(program, args, {
    cwd: shop.folder,
    env: shop.env,
    stdio,
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const given = new Set(stdio.filter((fd): fd is number => typeof fd === 'number'));
  for (const fd of given) if (!kept.includes(fd)) closeSync(fd);
  return { child, ended: once(child, 'exit').then(([code, signal]) => ({ code, signal })) };
}

const streamOf = (fd: number, kind: Kind): Readable =>
  kind === 'pipe' ? createReadStream('', { fd }) : new Socket({ fd, readable: true });

async function readAll(stream: Readable, pause = async () => {}): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part);
    await pause();
  }
  return Buffer.concat(parts);
}

const strace = spawnSync('strace', ['-V']).error === undefined;
const skip = !strace && 'strace is not installed';

const success = { code: 0, signal: null };

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
          if (isLong) process.kill(backend, 'SIGCONT');
          const [size, second = ''] = String(part).split(' ');
          assert.equal(size, '501000');
          assert.notEqual(second, first);
          if (!isLong) assert.equal(second[0], '2');
          assert.deepEqual(await run.ended, success);
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

    test('files are passed, and so is what isn’t named', () => {
      const path = shop.script(
        'kinds.cjs',
        `console.error([0, 1].map((fd) => require('node:fs').readlinkSync('/proc/self/fd/' + fd)).join(' '))`,
      );
      const shown = (options: string, rest: string) =>
        shop.shell(program, `"$0" -- ${options} "$1" ${rest}`, [path]).err;
      const file = join(shop.folder, 'file');
      writeFileSync(file, '');
      assert.equal(shown('-B9 -b9', '<file >>file'), `${file} ${file}\n`);
      assert.equal(shown('-B9 -b9', '</dev/null >/dev/null'), '/dev/null /dev/null\n');
      const links = '$(readlink /proc/self/fd/0) $(readlink /proc/self/fd/3)';
      const both = (options: string) =>
        shop
          .shell(
            program,
            `echo | { { echo ${links} >&2; "$0" -- ${options} "$1" >&3; } 3>&1 | cat; }`,
            [path],
          )
          .err.split('\n')
          .map((line) => line.split(' '));
      for (const [options, isIn, isOut] of [
        ['-B9', true, false],
        ['-b9', false, true],
        ['-B0', true, true],
      ] as const) {
        const [[in1, out1] = [], [in2, out2] = []] = both(options);
        assert.deepEqual([in1 === in2, out1 === out2], [isIn, isOut], options);
      }
    });

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

    test('where the kernel has no reads and writes that don’t wait', { skip }, () => {
      const traced = 'strace -f -e inject=splice,preadv2,pwritev2:error=EOPNOTSUPP';
      const [from, to] = ['"$0" -- -B70000 "$1"', '"$0" -- -b70000 "$2"'];
      const warm = '"$0" -- "$1" >/dev/null; "$0" -- "$2" </dev/null >/dev/null';
      const run = `${warm}; ${traced} -o log1 ${from} | ${traced} -o log2 ${to} | cat`;
      const { out } = shop.shell(program, run, [scripts.writer, scripts.reader]);
      assert.equal(out, hash(data));
      const tried = (log: string) =>
        readFileSync(join(shop.folder, log), 'utf8').includes('EOPNOTSUPP');
      assert.deepEqual(['log1', 'log2'].map(tried), [true, true]);
    });

    test('a reader that goes away while it is written to', { skip }, () => {
      const path = shop.script(
        'endless.cjs',
        `process.stdout.on('error', () => {});
         const more = (error) =>
           error ? process.exit(error.code === 'EPIPE' ? 4 : 5) : process.stdout.write('x'.repeat(1e4), more);
         if (process.argv[2]) more()`,
      );
      // Past poll, which would tell by itself that the reader has gone.
      const inject = '-e inject=splice:error=EINVAL -e inject=pwritev2:error=EPIPE:signal=SIGPIPE';
      const writer = `{ strace -f -o log ${inject} "$0" -- -B${mebibyte} "$1" on; echo $? >&2; }`;
      const run = `"$0" -- "$1"; ${writer} | cat >/dev/null`;
      assert.equal(shop.shell(program, run, [path]).err, '4\n');
      assert.match(
        readFileSync(join(shop.folder, 'log'), 'utf8'),
        /pwritev2.* EPIPE .*\(INJECTED\)/,
      );
    });

    for (const option of ['-Bx', '-b-1', '-B2147483648', '--bufsiz-get=1k']) {
      test(`${option} is refused`, () => {
        const { err, code, out } = shop.run(program, ['--', option, scripts.nothing]);
        assert.deepEqual([code, out], [125, '']);
        assert.match(err, /not a whole number from 0 to 2147483647/);
      });
    }
  });
}
