// Runs of a script, seen from outside: on the built programs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { type Outcome, Workshop } from '../workshop.ts';

for (const { name, program } of frontends) describe(name, () => testRuns(program));

function testRuns(program: string): void {
  const shop = new Workshop();
  after(() => shop.close());
  const run = (args: string[], env?: NodeJS.ProcessEnv): Outcome => shop.run(program, args, env);

  const pid = shop.script('pid.cjs', 'console.log(process.pid)');

  test('the second run is served by the process of the first', () => {
    const first = run([pid]);
    assert.match(first.out, /^\d+\n$/);
    assert.deepEqual(run([pid]), first);
  });

  test('arguments arrive as they are', () => {
    const path = shop.script('args.cjs', 'console.log(JSON.stringify(process.argv.slice(2)))');
    const { out } = run([path, 'a', '', 'b c', '-x']);
    assert.deepEqual(JSON.parse(out), ['a', '', 'b c', '-x']);
  });

  test('MaxRuns replaces a backend exactly', () => {
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) seen.push(run([pid], { SPEEDY_MAXRUNS: '2' }).out);
    assert.deepEqual(
      [seen[0] === seen[1], seen[2] === seen[3], seen[1] === seen[2]],
      [true, true, false],
    );
  });

  test('an ES module without ending awaits at its top level', () => {
    const path = shop.script(
      'module',
      "import fs from 'node:fs';\nconsole.log(await fs.promises.stat('/') !== undefined)",
    );
    for (let i = 0; i < 3; i++) assert.equal(run([path]).out, 'true\n');
  });

  test('TypeScript runs', () => {
    const path = shop.script('typed.ts', 'const n: number = 41;\nconsole.log(n + 1);');
    for (let i = 0; i < 2; i++) assert.equal(run([path]).out, '42\n');
  });

  test('process.exit runs nothing behind it, and the process stays', () => {
    const path = shop.script(
      'exit.cjs',
      'console.log(process.pid); Promise.resolve().then(() => console.log("late"));\ntry { process.exit(3) } finally { console.log("finally") }',
    );
    const first = run([path]);
    assert.match(first.out, /^\d+\n$/);
    assert.equal(first.code, 3);
    assert.deepEqual(run([path]), first);
  });

  test('process.exit in a callback ends the run at once', () => {
    const path = shop.script('late.cjs', 'setInterval(() => process.exit(4), 1)');
    for (let i = 0; i < 2; i++) assert.equal(run([path]).code, 4);
  });

  test('an uncaught error is printed and gives 1', () => {
    const path = shop.script('throw.cjs', 'throw new Error("boom")');
    for (let i = 0; i < 2; i++) {
      const { code, err } = run([path]);
      assert.equal(code, 1);
      assert.match(err, /Error: boom/);
    }
  });

  test('a syntax error is reported', () => {
    const { code, err } = run([shop.script('syntax.cjs', 'const = 1')]);
    assert.equal(code, 1);
    assert.match(err, /SyntaxError/);
  });

  test('a death by signal is the death of the frontend', () => {
    const path = shop.script(
      'kill.cjs',
      'process.kill(process.pid, process.argv[2]); setTimeout(() => {}, 1e6)',
    );
    for (const name of ['SIGTERM', 'SIGKILL']) assert.equal(run([path, name]).signal, name);
  });

  test('the environment is the request’s, removals included', () => {
    const path = shop.script(
      'env.cjs',
      'console.log(process.env.SEEN); process.env.SEEN = "left behind"',
    );
    assert.equal(run([path], { SEEN: 'one' }).out, 'one\n');
    assert.equal(run([path]).out, 'undefined\n');
  });

  test('a changed script is run', () => {
    const path = shop.script('changing.cjs', 'console.log(1)');
    assert.equal(run([path]).out, '1\n');
    shop.script('changing.cjs', 'console.log(2)');
    assert.equal(run([path]).out, '2\n');
  });

  test('sixteen callers at once are all answered', () => {
    const path = shop.script('slow.cjs', 'setTimeout(() => console.log(process.argv[2]), 10)');
    const numbers = Array.from({ length: 16 }, (_, i) => String(i));
    const calls = `for i in ${numbers.join(' ')}; do "$0" "$1" $i & done; wait`;
    const answers = shop.shell(program, calls, [path]).out.trim().split('\n');
    assert.deepEqual(answers.sort(), numbers.sort());
  });

  test('speedy’s own failures have their own statuses', () => {
    assert.equal(run([join(shop.folder, 'missing.js')]).code, 127);
    assert.equal(run([shop.folder]).code, 126);
    const { code, err, out } = run(['--', '-Z', pid]);
    assert.deepEqual([code, out], [125, '']);
    assert.equal(err, 'speedy: read options: -Z: unknown option; see speedy --help\n');
  });

  test('a backend program that can’t be run is named', () => {
    const { code, err } = run([pid], { SPEEDY_BACKENDPROG: '/no/such' });
    assert.equal(code, 125);
    assert.match(err, /cannot spawn \/no\/such: No such file or directory/);
  });
}
