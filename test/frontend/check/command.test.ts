// The command itself: its options, its input, what it can’t check, and its end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { row, shop } from './room.ts';

const limit = 30_000;
const mark = join(shop.folder, 'mark');
afterEach(() => rmSync(mark, { force: true }));

/** How many runs there have been, by what `marking` scripts write. */
const runs = (): number => (existsSync(mark) ? readFileSync(mark).length : 0);
const marking = `require('node:fs').appendFileSync('${mark}', 'x');`;

for (const { name, program } of frontends) {
  describe(name, () => {
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
      const there = shop.run(program, ['--check', path], { SPEEDY_TMPBASE: '/no/such' });
      assert.match(
        there.err,
        /^speedy: use the directory: \/no\/such-check-: No such file or directory\n$/,
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
