// What a forked process keeps of Node.js: its heap, and threads for what is done beside the script.
// SPEEDY_FORK_CHILDREN: how many children, for a long test (npm run soak:fresh); else some.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { attach, missingStrace } from '../../healing/strace.ts';
import { FreshShop } from './fresh-shop.ts';
import { forked } from './variants.ts';

const children = Number(process.env.SPEEDY_FORK_CHILDREN ?? 40);
const callers = 4;

/** Fills the heap and collects it, again and again, with everything else that threads do. */
const text = `
const [, , how] = process.argv;
require('node:v8').setFlagsFromString('--expose-gc');
const collect = require('node:vm').runInNewContext('gc');
const kept = [];
function fill() {
  for (let i = 0; i < 6; i++) {
    kept[i % 2] = Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x' + n }));
    new ArrayBuffer(1 << 20);
    collect();
  }
}
const beside = {
  zlib: (done) => require('node:zlib').gzip(Buffer.alloc(1e5), done),
  crypto: (done) => require('node:crypto').pbkdf2('a', 'b', 100, 20, 'sha1', done),
  file: (done) => require('node:fs').readFile(__filename, done),
  worker: (done) => {
    const { Worker } = require('node:worker_threads');
    const source = 'const all = []; for (let i = 0; i < 1e5; i++) all.push({ i });';
    new Worker(source, { eval: true }).on('exit', (code) => done(code || null));
  },
  compile: (done) => {
    const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    WebAssembly.compile(bytes).then(() => done(null), done);
  },
};
const ends = {
  exit: () => process.exit(3),
  thrown: () => { throw new Error('thrown') },
  late: () => process.on('exit', () => { throw new Error('late') }),
};
fill();
const some = Object.keys(beside).filter((name) => how.includes(name));
let left = some.length;
const done = (error) => {
  if (error) throw error;
  fill();
  if (--left === 0) console.log('done');
  if (left === 0) for (const name of Object.keys(ends)) if (how.includes(name)) ends[name]();
};
for (const name of some) beside[name](done);`;

const hows = [
  ...['zlib', 'crypto,exit', 'file,thrown', 'compile,late', 'zlib,crypto,file,late', 'worker'],
  ...['worker,thrown', 'zlib,worker,exit', 'file,compile', 'worker,crypto,late'],
];

const codeOf = (how: string): number =>
  how.includes('exit') ? 3 : /late|thrown/.test(how) ? 1 : 0;

declare const ROOT: string;

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

for (const { name, program } of forked.slice(0, 1)) {
  describe(name, () => {
    const shop = new FreshShop(program);
    const path = shop.script('threads.cjs', text);
    after(() => shop.close());

    for (const how of hows) {
      test(`garbage is collected, and ${how}`, () => {
        const { out, code, signal } = shop.fresh([path, how]);
        assert.deepEqual([out, code, signal], ['done\n', codeOf(how), null]);
      });
    }

    test(`${children} such children`, async () => {
      let next = 0;
      const caller = async () => {
        for (let turn = next++; turn < children; turn = next++) {
          const how = hows[turn % hows.length] as string;
          const { child, ended } = shop.start([path, how]);
          child.stdin?.end();
          const { out, code, by } = await ended;
          assert.deepEqual([out, code, by], ['done\n', codeOf(how), null], how);
        }
      };
      await Promise.all(Array.from({ length: callers }, caller));
    });

    const skip = !hasCompiler && 'there is no C compiler';
    test('a thread that goes on comes to its end before what it uses is gone', { skip }, () => {
      const platform = `${shop.folder}/platform`;
      const source = resolve(ROOT, 'test/backend/fresh/platform.c');
      const built = spawnSync('cc', ['-o', platform, source, '-lpthread', '-ldl']);
      assert.deepEqual([String(built.stderr), built.status], ['', 0]);
      const env = { ...process.env, LD_PRELOAD: resolve(ROOT, 'dist/forkable.so') };
      for (const how of ['busy', 'idle', 'asleep', 'twice']) {
        const { stderr, status } = spawnSync(platform, [how], { env, timeout: 30_000 });
        assert.deepEqual([String(stderr), status], ['', 0], how);
      }
    });

    test('none is ended by a signal behind its answer', { skip: missingStrace }, async () => {
      await shop.spare();
      const calls = `${shop.folder}/calls`;
      const trace = await attach(['-e', 'trace=wait4', '-o', calls], shop.parent);
      for (const how of hows) shop.fresh([path, how]);
      await shop.spare();
      trace.end();
      await trace.ended;
      const said = readFileSync(calls, 'utf8');
      assert.ok(said.split('WIFEXITED').length > hows.length / 2, said);
      assert.doesNotMatch(said, /WIFSIGNALED/);
    });
  });
}
