// Runs of a script, seen from outside: on the built programs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';

const limit = 30_000;

interface Outcome {
  out: string;
  err: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

for (const { name, program } of frontends) describe(name, () => testRuns(program));

function testRuns(program: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'speedy-run-'));
  const base = join(folder, 's');
  function script(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  function run(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return new Promise((done) => {
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...process.env, SPEEDY_TMPBASE: base, ...environment },
        timeout: limit,
      });
      const outcome = { out: '', err: '' };
      child.stdin.end();
      child.stdout.on('data', (data) => {
        outcome.out += data;
      });
      child.stderr.on('data', (data) => {
        outcome.err += data;
      });
      child.on('close', (code, signal) => done({ ...outcome, code, signal }));
    });
  }

  after(async () => {
    await endBackends(base);
    rmSync(folder, { recursive: true, force: true });
  });

  const pid = script('pid.cjs', 'console.log(process.pid)');

  test('the second run is served by the process of the first', async () => {
    const first = await run([pid]);
    assert.match(first.out, /^\d+\n$/);
    assert.deepEqual(await run([pid]), first);
  });

  test('arguments arrive as they are', async () => {
    const path = script('args.cjs', 'console.log(JSON.stringify(process.argv.slice(2)))');
    const { out } = await run([path, 'a', '', 'b c', '-x']);
    assert.deepEqual(JSON.parse(out), ['a', '', 'b c', '-x']);
  });

  test('MaxRuns replaces a backend exactly', async () => {
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) seen.push((await run([pid], { SPEEDY_MAXRUNS: '2' })).out);
    assert.deepEqual(
      [seen[0] === seen[1], seen[2] === seen[3], seen[1] === seen[2]],
      [true, true, false],
    );
  });

  test('an ES module without ending awaits at its top level', async () => {
    const path = script(
      'module',
      "import fs from 'node:fs';\nconsole.log(await fs.promises.stat('/') !== undefined)",
    );
    for (let i = 0; i < 3; i++) assert.equal((await run([path])).out, 'true\n');
  });

  test('TypeScript runs', async () => {
    const path = script('typed.ts', 'const n: number = 41;\nconsole.log(n + 1);');
    for (let i = 0; i < 2; i++) assert.equal((await run([path])).out, '42\n');
  });

  test('process.exit runs nothing behind it, and the process stays', async () => {
    const path = script(
      'exit.cjs',
      'console.log(process.pid); Promise.resolve().then(() => console.log("late"));\ntry { process.exit(3) } finally { console.log("finally") }',
    );
    const first = await run([path]);
    assert.match(first.out, /^\d+\n$/);
    assert.equal(first.code, 3);
    assert.deepEqual(await run([path]), first);
  });

  test('process.exit in a callback ends the run at once', async () => {
    const path = script('late.cjs', 'setInterval(() => process.exit(4), 1)');
    for (let i = 0; i < 2; i++) assert.equal((await run([path])).code, 4);
  });

  test('an uncaught error is printed and gives 1', async () => {
    const path = script('throw.cjs', 'throw new Error("boom")');
    for (let i = 0; i < 2; i++) {
      const { code, err } = await run([path]);
      assert.equal(code, 1);
      assert.match(err, /Error: boom/);
    }
  });

  test('a syntax error is reported', async () => {
    const { code, err } = await run([script('syntax.cjs', 'const = 1')]);
    assert.equal(code, 1);
    assert.match(err, /SyntaxError/);
  });

  test('a death by signal is the death of the frontend', async () => {
    const path = script(
      'kill.cjs',
      'process.kill(process.pid, process.argv[2]); setTimeout(() => {}, 1e6)',
    );
    for (const name of ['SIGTERM', 'SIGKILL']) assert.equal((await run([path, name])).signal, name);
  });

  test('the environment is the request’s, removals included', async () => {
    const path = script(
      'env.cjs',
      'console.log(process.env.SEEN); process.env.SEEN = "left behind"',
    );
    assert.equal((await run([path], { SEEN: 'one' })).out, 'one\n');
    assert.equal((await run([path])).out, 'undefined\n');
  });

  test('a changed script is run', async () => {
    script('changing.cjs', 'console.log(1)');
    const path = join(folder, 'changing.cjs');
    assert.equal((await run([path])).out, '1\n');
    script('changing.cjs', 'console.log(2)');
    assert.equal((await run([path])).out, '2\n');
  });

  test('sixteen callers at once are all answered', async () => {
    const path = script('slow.cjs', 'setTimeout(() => console.log(process.argv[2]), 10)');
    const all = await Promise.all(Array.from({ length: 16 }, (_, i) => run([path, String(i)])));
    assert.deepEqual(
      all.map(({ out }) => out),
      all.map((_, i) => `${i}\n`),
    );
  });

  test('speedy’s own failures have their own statuses', async () => {
    assert.equal((await run([join(folder, 'missing.js')])).code, 127);
    assert.equal((await run([folder])).code, 126);
    const { code, err, out } = await run(['--', '-Z', pid]);
    assert.deepEqual([code, out], [125, '']);
    assert.equal(err, 'speedy: read options: -Z: unknown option; see speedy --help\n');
  });

  test('a backend program that can’t be run is named', async () => {
    const { code, err } = await run([pid], { SPEEDY_BACKENDPROG: '/no/such' });
    assert.equal(code, 125);
    assert.match(err, /cannot spawn \/no\/such: No such file or directory/);
  });
}
