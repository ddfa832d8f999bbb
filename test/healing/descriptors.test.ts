// No descriptors left: for a frontend, for a backend that starts, and for one in which a script has
// left them open.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const skip = spawnSync('prlimit', ['--version']).error !== undefined && 'prlimit is not installed';
/** Up to where a native frontend has enough, and Node.js doesn't start. */
const few = [3, 4, 5, 6, 7, 8, 9, 12];
/** Node.js starts, and has some left. */
const some = 100;

const greedy = ward.script(
  'greedy.cjs',
  `const { openSync } = require('node:fs');
   globalThis.kept = [];
   console.log(process.pid);
   try { for (;;) kept.push(openSync('/dev/null')); } catch ({ code }) { console.log(code); }`,
);

/** Lasts until its frontend has passed on a signal. */
const signalled = ward.script(
  'signalled.cjs',
  `const wait = setInterval(() => {}, 1000);
   process.once('SIGUSR2', () => { console.log('heard'); clearInterval(wait); });
   console.log('begun');`,
);

const long = ward.script('long.cjs', "setTimeout(() => console.log('done'), 1500)");

for (const { name, program } of frontends) {
  describe(name, { skip }, () => {
    test('a frontend with few: it is right, or says what it lacks', async () => {
      const options = ['--', `-g${name}`];
      await ward.served(program, options);
      for (const count of few) {
        const args = [`--nofile=${count}`, program, ...options, ward.pid];
        const { out, err, code } = await ward.call('prlimit', args);
        if (code === 0) assert.match(out, /^\d+\n$/);
        else assert.deepEqual([out, err !== ''], ['', true], `with ${count}`);
        if (name === 'speedy' && code !== 0) {
          assert.match(
            err,
            /^speedy: [^\n]+: (Too many open files|No file descriptors available)\n$/,
          );
          assert.ok(code === 125 || code === 126);
        }
        await ward.served(program, options);
      }
    });

    const isNative = name === 'speedy'; // the other one needs none for them
    test('with none left for signals, they reach the run all the same', {
      skip: !isNative && 'Node.js needs more than that to start',
    }, async () => {
      const options = ['--', `-g${name}`];
      await ward.served(program, options);
      const args = ['--nofile=7', program, ...options, signalled];
      const { child, ended } = ward.start('prlimit', args); // which the frontend replaces
      await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended]);
      child.kill('SIGUSR2');
      const { out, code } = await ended;
      assert.deepEqual([out, code], ['begun\nheard\n', 0]);
    });

    test('nor can a run be ended that takes too long: it goes on, and nothing is said', {
      skip: !isNative && 'Node.js needs more than that to start',
    }, async () => {
      const options = ['--', `-g${name}-long`, '-x1'];
      await ward.served(program, options);
      const args = ['--nofile=7', program, ...options, long];
      const { out, err, code } = await ward.call('prlimit', args);
      assert.deepEqual([out, err, code], ['done\n', '', 0]);
    });

    test('a backend that can’t start with so few: the next one can', async () => {
      for (const count of few) {
        const options = ['--', `-g${name}-${count}`];
        const args = [`--nofile=${count}`, program, ...options, ward.pid];
        const { out, err, code } = await ward.call('prlimit', args);
        assert.deepEqual([out, code === 0, err === ''], ['', false, false], `with ${count}`);
      }
      for (const count of few) await ward.served(program, ['--', `-g${name}-${count}`, '-t1']);
    });

    test('a script leaves as many open as there can be: the next run is right', async () => {
      const options = ['--', `-g${name}-greedy`];
      const args = [`--nofile=${some}`, program, ...options, greedy];
      const { out, err, code } = await ward.call('prlimit', args);
      assert.deepEqual([err, code], ['', 0]);
      assert.match(out, /^\d+\nEMFILE\n$/);
      for (let i = 0; i < 3; i++) await ward.served(program, options);
    });
  });
}
