// With -f, each run has a process that nothing tells from a new one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

declare const ROOT: string;

const workshop = new Workshop();

const runs = 50;

/** Each line is what two processes don't have in common. */
const random = `
  const { mkdtempSync, rmdirSync } = require('node:fs');
  const { randomBytes, randomInt, randomUUID } = require('node:crypto');
  const folder = mkdtempSync('/tmp/speedy-random-');
  rmdirSync(folder);
  const large = 2 ** 47;
  module.exports = [
    Math.random(), randomUUID(), randomInt(large), randomBytes(8).toString('hex'),
    crypto.getRandomValues(new BigUint64Array(1))[0], crypto.randomUUID(), folder, process.pid,
  ];
`;
const show = 'console.log(values.join("\\n"));';
workshop.script('random.cjs', random);
const scripts = {
  'that loads nothing': workshop.script(
    'alone.cjs',
    `${random} const values = module.exports; ${show}`,
  ),
  'that requires a module': workshop.script(
    'requires.cjs',
    `const values = require('./random.cjs'); ${show}`,
  ),
  'that imports modules': workshop.script(
    'imports.mjs',
    `import values from './random.cjs'; import { randomInt } from 'node:crypto';
     values.push(Math.random(), randomInt(2 ** 40)); ${show}`,
  ),
};
/** In the parent, it leaves numbers that were made in advance. */
const preloaded = workshop.script(
  'preloaded.cjs',
  `${random}; for (let i = 0; i < 5; i++) Math.random();`,
);

const time = workshop.script(
  'time.cjs',
  `const { nodeStart, bootstrapComplete } = performance.nodeTiming;
   const day = performance.timeOrigin + performance.now() - Date.now();
   console.log([performance.now(), performance.mark('one').startTime, process.uptime() * 1000, day].join());
   console.log(performance.toJSON().timeOrigin === performance.timeOrigin, nodeStart > 0 && bootstrapComplete > nodeStart);`,
);

const workers = workshop.script(
  'workers.cjs',
  `const { Worker } = require('node:worker_threads');
   const { pbkdf2Sync, pbkdf2 } = require('node:crypto');
   const code = "let kept = []; for (let i = 0; i < 400; i++) kept = [...kept.slice(-25), Array.from({ length: 3000 }, (_, n) => ({ n }))];" +
     "fetch; require('node:worker_threads').parentPort.postMessage(Math.random())";
   const found = [1, 2, 3, 4].map(() => new Promise((resolve, reject) =>
     new Worker(code, { eval: true }).on('message', resolve).on('error', reject)));
   for (let i = 0; i < 8; i++) pbkdf2('a', 'b', 20_000, 32, 'sha512', () => {});
   let kept = [];
   for (let i = 0; i < 200; i++) kept = [...kept.slice(-50), Buffer.alloc(500_000, i), Array.from({ length: 5000 }, (_, n) => ({ n }))];
   Promise.all(found).then((all) => console.log(new Set(all).size));`,
);
const heap = workshop.script(
  'heap.cjs',
  `require('node:v8').setFlagsFromString('--expose-gc');
   const collect = require('node:vm').runInNewContext('gc');
   const kept = Array.from({ length: 250 }, (_, i) => [Buffer.alloc(300_000, i), Array.from({ length: 16_000 }, (_, n) => ({ n, text: i + 'x' + n }))]);
   for (let i = 0; i < 3; i++) collect();
   console.log(process.memoryUsage().heapUsed > 250e6, kept.every(([buffer], i) => buffer[299_999] === i));`,
);
const throwing = workshop.script(
  'throwing.cjs',
  "process.on('exit', () => { throw new Error('in exit'); });",
);

describe('a fresh run', () => {
  after(() => workshop.close());

  for (const { name, program, share } of frontends) {
    describe(name, () => {
      const fresh = (script: string, ...before: string[]) => {
        const { out, err, code } = workshop.run(program, [...before, '--', '-f', script]);
        assert.deepEqual([err, code], ['', 0]);
        return out.trimEnd().split('\n');
      };

      const checkRandom = (script: string, ...options: string[]) => {
        const all = Array.from({ length: runs * share }, () => fresh(script, ...options));
        const values = all.flat();
        assert.equal(values.length, runs * share * (all[0]?.length ?? 0));
        assert.equal(new Set(values).size, values.length);
      };

      for (const [what, script] of Object.entries(scripts)) {
        test(`what is random differs, in a script ${what}`, () => checkRandom(script));
      }

      test('what is random differs, although the parent has made some in advance', () => {
        checkRandom(scripts['that requires a module'], `--require=${preloaded}`);
      });

      test('time counts from the start of the run', () => {
        for (let i = 0; i < 3; i++) {
          const began = performance.now();
          const [times = '', consistent] = fresh(time);
          const taken = performance.now() - began; // its parent is older
          for (const one of times.split(',').map(Number)) assert.ok(Math.abs(one) < taken, times);
          assert.equal(consistent, 'true true');
        }
      });

      test('workers, threads and garbage collections don’t disturb each other', () => {
        for (let i = 0; i < 3; i++) assert.deepEqual(fresh(workers), ['4']);
      });

      test('a large heap is collected', () => {
        assert.deepEqual(fresh(heap), ['true true']);
      });

      test('an error in a listener of exit ends the run as it ends node', () => {
        for (let i = 0; i < 3; i++) {
          const { code, signal, err } = workshop.run(program, ['--', '-f', throwing]);
          assert.deepEqual([code, signal], [1, null]);
          assert.match(err, /^Error: in exit$/m);
        }
      });

      test('a cold run starts one process', () => {
        const starts = join(workshop.folder, `starts-${name}`);
        const backend = workshop.executable(
          `backend-${name}`,
          `#!/bin/sh\necho >>'${starts}'\nexec '${join(ROOT, 'dist/speedy_backend')}' "$@"\n`,
        );
        for (let i = 0; i < 3; i++) {
          const script = workshop.script(`cold-${name}-${i}.cjs`, '');
          assert.equal(workshop.run(program, ['--', '-f', `-p${backend}`, script]).code, 0);
        }
        assert.equal(readFileSync(starts, 'utf8').length, 3);
      });
    });
  }
});
