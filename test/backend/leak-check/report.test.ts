// How LeakCheck says what it has found, and what it does about it.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { Room } from './room.ts';

const leaky = "require('node:fs').openSync('/etc/passwd'); console.log(process.pid);";
const text = 'descriptor, made at script:1: stays';
/** Milliseconds. */
const limit = 30_000;
/** While a backend is replaced, a caller would start another one beside the one that starts. */
const alone = { SPEEDY_MAXBACKENDS: '1' };

for (const { name, program } of frontends) describe(name, () => testReports(program));

function testReports(program: string): void {
  const room = new Room();
  after(() => room.close());
  const pids = (how: string, path: string, runs: number): string[] =>
    Array.from({ length: runs }, () => room.check(program, how, [path], alone).out.trim());

  test('the log has a finding once, and then the tenth time', () => {
    const path = room.script('logged.cjs', leaky);
    pids('warn', path, 12);
    assert.deepEqual(room.logged(path), [
      `run 1: script: ${text} (/etc/passwd)`,
      `run 10, 10 times: script: ${text} (/etc/passwd)`,
    ]);
    const [line, ...more] = room.found(path);
    assert.deepEqual([line, more], [{ times: 12, run: 12, text: `${text} (/etc/passwd)` }, []]);
  });

  test('many things of a kind are told as others', () => {
    const path = room.script(
      'many.cjs',
      "for (const a of 'abcde') globalThis[a + a.repeat(process.argv[2])] = 1;",
    );
    for (let i = 0; i < 6; i++) room.check(program, 'warn', [path, String(i)]);
    const found = room.found(path);
    assert.equal(found.length, 21);
    assert.deepEqual(found.at(-1)?.text, 'others, global variable: stays');
  });

  test('a bare -l is warn, on the #! line as well', () => {
    const path = room.script('bare.cjs', `#!/usr/bin/speedy -- -l\n${leaky}`);
    assert.equal(room.run(program, [path]).err, '');
    assert.deepEqual(
      room.found(path).map(({ times }) => times),
      [1],
    );
  });

  test('setopt() sets it, from the next run on', () => {
    const path = room.script(
      'set.cjs',
      `const { runNumber, setopt } = require('speedycgi');
       if (runNumber() === 1) setopt('LeakCheck', 'warn');
       if (runNumber() === 3) setopt('LeakCheck', 'off');
       ${leaky}`,
    );
    for (let i = 0; i < 5; i++) assert.equal(room.run(program, [path]).err, '');
    const [line] = room.found(path);
    assert.deepEqual([line?.times, line?.run], [2, 3]);
  });

  test('what it is off for finds nothing in its place', () => {
    const code =
      "console.log(/native|function openSync\\(path/.test(require('node:fs').openSync), Object.keys(require.cache).length)";
    const path = room.script('plain.cjs', code);
    assert.equal(room.check(program, 'off', [path]).out, 'true 1\n');
    assert.equal(room.check(program, 'warn', [path]).out, 'false 1\n');
    assert.deepEqual(room.found(path), []);
  });

  test('a fresh run has nothing to tell', () => {
    const path = room.script('fresh.cjs', leaky);
    for (let i = 0; i < 3; i++) room.check(program, 'retire', [path], { SPEEDY_FRESH: '1' });
    assert.deepEqual(room.found(path), []);
  });

  test('the file is private, and goes with the group', async () => {
    const path = room.script('gone.cjs', leaky);
    const before = new Set(room.groups);
    room.check(program, 'warn', [path], { SPEEDY_TIMEOUT: '1' });
    const [group = ''] = room.groups.filter((one) => !before.has(one));
    assert.equal(statSync(join(group, 'leaks')).mode & 0o777, 0o600);
    await until('the group is gone', limit, () => !existsSync(group));
  });

  test('retire replaces a backend in which three runs have left more', () => {
    const path = room.script('retired.cjs', leaky);
    const seen = pids('retire', path, 9);
    assert.deepEqual(
      seen.map((pid) => seen.indexOf(pid)),
      [0, 0, 0, 0, 4, 4, 4, 4, 8],
    );
    assert.deepEqual(room.replaced(seen), [seen[0], seen[4]], 'the log says so');
  });

  test('warn replaces none', () => {
    const path = room.script('warned.cjs', leaky);
    assert.equal(new Set(pids('warn', path, 9)).size, 1);
  });

  test('retire keeps a backend in which nothing grows', () => {
    room.script(
      'pool.cjs',
      `globalThis.visits = 0;
       const { createServer, connect } = require('node:net');
       let socket;
       const server = createServer((one) => one.unref()).listen(0).unref();
       module.exports = () => new Promise((done) => {
         socket?.destroy();
         socket = connect(server.address().port, () => done(socket.unref()));
       });`,
    );
    const path = room.script(
      'kept.cjs',
      `setInterval(() => {}, 1000).unref();
       process.on('SIGTERM', () => {});
       String.prototype.last = function () { return this.at(-1) };
       globalThis.visits++;
       require('./pool.cjs')().then(() => console.log(process.pid));`,
    );
    assert.equal(new Set(pids('retire', path, 12)).size, 1);
  });

  test('memory that grows is told, and replaces a backend', async () => {
    const path = room.script(
      'grows.cjs',
      '(globalThis.kept ??= []).push(new Array(10_000).fill(process.pid + 0.5)); console.log(process.pid);',
    );
    const seen: string[] = [];
    await until('another backend serves', limit, () => {
      seen.push(...pids('retire', path, 1));
      return seen.at(-1) !== seen[0];
    });
    const grows = room.found(path).filter(({ text }) => /^heap memory grows: stays/.test(text));
    assert.equal(grows.length, 1);
    assert.match(grows[0]?.text ?? '', /\(\d{2,3} KiB a run\)$/);
    assert.equal(seen.length <= 48, true, String(seen.length));
  });
}
