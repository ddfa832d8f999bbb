// speedy --check, seen from outside: what it says of scripts of many kinds, and that it leaves nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { processesNaming } from '../../end-backends.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { Workshop } from '../../workshop.ts';

const limit = 30_000;
const shop = new Workshop();
const mark = join(shop.folder, 'mark');

after(() => shop.close());

/** A check's folder would be s-check-, the directory of speedy itself s.<uid>. */
const leftovers = () => ({
  processes: processesNaming(`${shop.base}-check-`),
  files: readdirSync(shop.folder).filter((name) => /^s[-.]/.test(name)),
});

afterEach(() => {
  rmSync(mark, { force: true });
  assert.deepEqual(leftovers(), { processes: [], files: [] });
});

mkdirSync(join(shop.folder, 'node_modules/pack/lib'), { recursive: true });
shop.script('node_modules/pack/package.json', '{ "main": "lib/index.js" }');
shop.script('node_modules/pack/lib/index.js', 'let count = 0; exports.next = () => ++count;');
shop.script('counter.cjs', 'let count = 0; exports.next = () => ++count;');
shop.script('innocent.cjs', 'exports.innocent = 1;');
shop.script(
  'between.cjs',
  "require('./innocent.cjs'); exports.next = require('./counter.cjs').next;",
);
shop.script('counter.mjs', 'let count = 0; export const next = () => ++count;');
shop.script('between.mjs', "export { next } from './counter.mjs';");
shop.script('once.cjs', "console.log('once');");
shop.script(
  'starts-child.cjs',
  `exports.start = () => {
    const child = require('node:child_process')
      .spawn('sh', ['-c', 'echo late'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (data) => console.log(String(data)));
    child.unref();
    child.stdout.unref();
  };`,
);

interface Case {
  /** The script, and its name if that matters. */
  readonly text: string;
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly code: 0 | 1;
  /** Where it matters which frontend there is; all others are for the first one only. */
  readonly everywhere?: true;
  readonly says: readonly RegExp[];
}

const same = /The script runs the same under speedy as with node\.\n/;
const other = /The script does not run the same under speedy\.\n/;
const loadedOnce = (name: string, more = '') =>
  new RegExp(`Likely: ${name} is loaded once and stays${more}:`);
const row = (run: string, ...cells: string[]) =>
  new RegExp(`^ +${[run, ...cells].join(' +')}$`, 'm');

const cases: Record<string, Case> = {
  'a script that is the same': {
    everywhere: true,
    text: "console.log('out', process.argv.slice(2), process.cwd(), process.execArgv); console.error('err')",
    code: 0,
    says: [same, row('speedy 3', 'exit 0', 'same', 'same')],
  },
  'a CommonJS module that keeps state': {
    everywhere: true,
    text: `
      require('./innocent.cjs');
      console.log('first line');
      console.log('run', require('./between.cjs').next());`,
    code: 1,
    says: [
      other,
      loadedOnce('counter.cjs'),
      row('speedy 1', 'exit 0', 'same', 'same'),
      row('speedy 2', 'exit 0', 'differs', 'same'),
      /^Run 2 under speedy, standard output, line 2:\n {2}node: {4}run 1\n {2}speedy: {2}run 2\n/m,
      /What helps:\n {2}- Let it export a function/,
      /-r1/,
    ],
  },
  'an ES module that keeps state': {
    everywhere: true,
    name: 'state.mjs',
    text: "import './innocent.cjs'; import { next } from './between.mjs'; console.log(next())",
    code: 1,
    says: [other, loadedOnce('counter.mjs')],
  },
  'an ES module that CommonJS imports': {
    text: "import('./between.mjs').then(({ next }) => console.log(next()))",
    code: 1,
    says: [other, loadedOnce('counter.mjs')],
  },
  'a CommonJS module that an ES module imports': {
    name: 'mixed.mjs',
    text: "import './between.mjs'; import { next } from './between.cjs'; console.log(next())",
    code: 1,
    says: [other, loadedOnce('counter.cjs')],
  },
  'a package that keeps state': {
    text: "console.log(require('pack').next())",
    code: 1,
    says: [
      loadedOnce('the package pack \\(node_modules/pack/lib/index.js\\)'),
      /What helps: - See whether the package/,
    ],
  },
  'a module that does its work when it is loaded': {
    text: "require('./innocent.cjs'); require('./once.cjs'); process.exitCode = 4",
    code: 1,
    says: [loadedOnce('once.cjs'), row('speedy 2', 'exit 4', 'differs', 'same')],
  },
  'a global variable that keeps state': {
    text: "require('./between.cjs'); globalThis.visits = (globalThis.visits ?? 0) + 1; console.log(visits)",
    code: 1,
    says: [other, /Likely: the global variable visits stays/],
  },
  'a global variable and a module': {
    text: "console.log(require('./between.cjs').next(), globalThis.seen); globalThis.seen = 1",
    code: 1,
    says: [loadedOnce('counter.cjs', ', and the global variable seen stays')],
  },
  'a changed builtin': {
    text: 'console.log(typeof Array.prototype.last); Array.prototype.last = () => 1',
    code: 1,
    says: [/has changed what belongs to Node\.js or to the language: Array\.prototype\.last\./],
  },
  'a child process that a module leaves': {
    text: "require('./starts-child.cjs').start(); console.log('done')",
    code: 1,
    says: [other, /what an earlier run has started goes on/, /made at starts-child\.cjs:\d/],
  },
  'the process id': {
    text: 'console.log(process.pid, 1); console.log(2)',
    code: 0,
    says: [
      same,
      /is different each time with node, too: line 1\./,
      row('node 2', 'exit 0', 'varies', 'same'),
    ],
  },
  'the process id in a line that differs elsewhere': {
    text: "console.log(process.pid, require('./counter.cjs').next())",
    code: 1,
    says: [other, loadedOnce('counter.cjs')],
  },
  'a number of lines that is never the same': {
    text: "console.log('\\n'.repeat(Number(process.hrtime.bigint() % 10_000n)))",
    code: 1,
    says: [
      /Whether the script runs the same under speedy can't be told\./,
      row('speedy 1', 'exit 0', 'unknown', 'same'),
    ],
  },
  'an exit status': {
    everywhere: true,
    text: 'process.exit(3)',
    code: 0,
    says: [same, row('speedy 2', 'exit 3', 'same', 'same')],
  },
  'an exit status that changes': {
    text: "process.exitCode = require('./counter.cjs').next()",
    code: 1,
    says: [other, /^Run 2 under speedy: exit 2; with node: exit 1$/m, loadedOnce('counter.cjs')],
  },
  'a death by a signal': {
    everywhere: true,
    text: "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6)",
    code: 0,
    says: [same, row('speedy 1', 'SIGTERM', 'same', 'same'), /Note: SIGTERM ended a run\./m],
  },
  'a script that can’t be compiled': {
    text: 'let x = ;',
    code: 0,
    says: [same, row('speedy 2', 'exit 1', 'same', 'same')],
  },
  'an uncaught error': {
    text: "console.log(1); setTimeout(() => { throw new Error('x') }, 1)",
    code: 0,
    says: [same, /Note: an uncaught error ended a run\. The backend is replaced/m],
  },
  'process.exit with a timer': {
    text: 'setInterval(() => {}, 1e6);\nprocess.exit()',
    name: 'timer.cjs',
    code: 0,
    says: [
      same,
      /Note: process\.exit\(\) was called with something still going on, a timer, made at timer\.cjs:1,/m,
    ],
  },
  'a warning': {
    text: "process.emitWarning('once', 'DeprecationWarning', 'X1'); require('node:util').deprecate(() => {}, 'old', 'X2')()",
    code: 1,
    says: [other, /Likely: Node\.js gives a warning once for each process/],
  },
  'TypeScript, which a node may not read': {
    name: 'typed.tsx',
    text: 'enum Colour { Red = 4 }; console.log(Colour.Red as number)',
    code: 0,
    says: [
      /can't read the script/,
      /runs the same under speedy as in a fresh backend\./,
      row('fresh 1', 'exit 0', '2 bytes', '0 bytes'),
    ],
  },
  'options in the #! line': {
    everywhere: true,
    text: '#!/usr/bin/speedy --no-warnings --check -- -Tsomewhere -r2\nconsole.log(process.execArgv)',
    code: 0,
    says: [same, /--no-warnings/],
  },
  'SPEEDY_OFF=1': {
    everywhere: true,
    text: "console.log(require('./counter.cjs').next(), process.env.SPEEDY_OFF)",
    env: { SPEEDY_OFF: '1' },
    code: 1,
    says: [loadedOnce('counter.cjs')],
  },
};

/** How many runs there have been, by what `marking` scripts write. */
const runs = (): number => (existsSync(mark) ? readFileSync(mark).length : 0);
const marking = `require('node:fs').appendFileSync('${mark}', 'x');`;

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [what, { text, everywhere, env, code, says, ...one }] of Object.entries(cases)) {
      if (program !== frontends[0]?.program && !everywhere) continue;
      test(`checks ${what}`, () => {
        const path = shop.script(one.name ?? 'script.cjs', text);
        const outcome = shop.run(program, ['--check', path, 'a', '', 'b c'], env);
        assert.deepEqual([outcome.err, outcome.code], ['', code], outcome.out);
        const unwrapped = outcome.out.replace(/\s+/g, ' ');
        for (const text of says) assert.match(`${outcome.out}${unwrapped}`, text);
      });
    }

    test('options may stand on both sides of --check', () => {
      const path = shop.script('options.cjs', 'console.log(process.execArgv)');
      const args = ['--no-warnings', '--check', '--', '-r', '2', path];
      const { out, code } = shop.run(program, args);
      assert.equal(code, 0, out);
      assert.match(out, /^\S+ --no-warnings \S+options\.cjs\n/);
    });

    test('every run gets the same standard input, and a script is run five times', () => {
      const text = `${marking} console.log(require('node:fs').readFileSync(0, 'latin1'))`;
      const path = shop.script('input.cjs', text);
      const { out, code } = shop.shell(program, 'printf "1\\n\\377" | "$0" --check "$1"', [path]);
      assert.equal(code, 0, out);
      assert.match(out, row('node 1', 'exit 0', '5 bytes', '0 bytes'));
      assert.equal(runs(), 5);
    });

    test('without standard input, there is nothing to read', () => {
      const path = shop.script(
        'none.cjs',
        "console.log(require('node:fs').readFileSync(0).length)",
      );
      for (const input of ['</dev/null', '</dev/zero', '<&-']) {
        const { out, code } = shop.shell(program, `"$0" --check "$1" ${input}`, [path]);
        assert.equal(code, 0, out);
        assert.match(out, row('node 1', 'exit 0', '2 bytes', '0 bytes'));
      }
    });

    test('says what it can’t check', () => {
      const missing = shop.run(program, ['--check', 'missing.cjs']);
      const err = 'speedy: open the script: missing.cjs: No such file or directory\n';
      assert.deepEqual(missing, { out: '', err, code: 127, signal: null });
      const path = shop.script('hello.cjs', '');
      const there = shop.run(program, ['--check', path], { SPEEDY_TMPBASE: 'no/such' });
      assert.match(
        there.err,
        /^speedy: use the directory: .*no\/such-check-: No such file or directory\n$/,
      );
      const bytes = shop.shell(program, '"$0" --check "$1" "$(printf "\\377")"', [path]);
      assert.equal(bytes.err, 'speedy: check the script: \xff: not UTF-8\n');
      const option = shop.run(program, ['--no-such-option', '--check', path]);
      assert.match(option.err, /bad option.*\nspeedy: start a backend: .*\n$/);
      assert.deepEqual([there.code, bytes.code, option.code], [125, 125, 125]);
    });

    for (const [what, before] of [
      ['with node', 1],
      ['under speedy', 3],
    ] as const) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        test(`${signal} in a run ${what} ends the check, and leaves nothing`, async () => {
          const hangs = `if (require('node:fs').statSync('${mark}').size >= ${before}) setInterval(() => {}, 1e6);`;
          const path = shop.script('hangs.cjs', `${marking} ${hangs}`);
          const child = spawn(program, ['--check', path], {
            cwd: shop.folder,
            env: shop.env,
            stdio: 'ignore',
            timeout: limit,
            killSignal: 'SIGKILL',
          });
          await until('the run has begun', limit, () => runs() === before);
          child.kill(signal);
          assert.deepEqual(await once(child, 'exit'), [null, signal]);
          assert.equal(runs(), before);
        });
      }
    }
  });
}
