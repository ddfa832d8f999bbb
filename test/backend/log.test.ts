// The log is bounded, and no line of any writer is lost.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { build } from 'esbuild';
import { tryLock } from '../../shared/libc.ts';
import { until } from '../until.ts';

const mebibyte = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'speedy-log-'));
after(() => rmSync(folder, { recursive: true }));
const home = join(folder, 'home');
const log = join(home, 'log');
beforeEach(() => rmSync(home, { recursive: true, force: true }));

declare const ROOT: string;
const writer = join(folder, 'writer.cjs');
await build({
  stdin: {
    contents: `const { say } = require('./backend/log.ts');
      const [name, count, size, moment] = process.argv.at(-1).split(' ');
      while (Date.now() < Number(moment ?? 0));
      for (let i = 0; i < Number(count); i++) say(\`\${name} \${i} \${'x'.repeat(Number(size))}\`);`,
    resolveDir: ROOT,
  },
  outfile: writer,
  bundle: true,
  platform: 'node',
  external: ['koffi'],
});

/** Lines that a process of its own says, one after the other. */
async function write(name: string, count: number, size: number, moment = 0): Promise<void> {
  mkdirSync(join(home, 'group'), { recursive: true });
  const args = [writer, join(home, 'group/queue'), '0', `${name} ${count} ${size} ${moment}`];
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  writing = child.pid;
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

let writing: number | undefined;

/** How often the writer has it open. */
function opens(path: string): number {
  const folder = `/proc/${writing}/fd`;
  try {
    return readdirSync(folder).filter((fd) => readlinkSync(join(folder, fd)) === path).length;
  } catch {
    return 0; // it has just closed one
  }
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

test('writers that fill it together lose no line, and it stays below its limit', async () => {
  await write('first', 1, mebibyte - 20_000);
  const moment = Date.now() + 1000; // all of them are there then
  const writers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  await Promise.all(writers.map((name) => write(name, 100, 1000, moment)));
  assert.ok(read(log).length <= mebibyte && read(`${log}.old`).length <= mebibyte);
  const lines = `${read(`${log}.old`)}${read(log)}`.trimEnd().split('\n');
  const said = lines.map((line) => line.split(' ').slice(2, 4).join(' '));
  for (const name of writers) {
    const own = said.filter((one) => one.startsWith(`${name} `));
    assert.deepEqual(
      own,
      Array.from({ length: 100 }, (_, i) => `${name} ${i}`),
    );
  }
  assert.equal(said.length, 801);
  assert.deepEqual(readdirSync(home).sort(), ['group', 'log', 'log.old']);
});

test('nothing is written while somebody else copies it', async () => {
  await write('first', 1, 1);
  const fd = openSync(log, 'r');
  assert.ok(tryLock(fd));
  const written = write('second', 1, 1);
  const opened = until('it has the log open, and once more', 20_000, () => opens(log) === 2);
  await Promise.race([written, opened]);
  assert.match(read(log), /^\S+ \d+ first 0 x\n$/);
  closeSync(fd);
  await written;
  await opened;
  assert.match(read(log), / first 0 x\n.* second 0 x\n$/);
});

test('what was old is replaced, and what is too long goes in alone', async () => {
  await write('first', 3, mebibyte / 2);
  await write('long', 1, 2 * mebibyte);
  assert.match(read(`${log}.old`), / first 2 /);
  assert.match(read(log), /^\S+ \d+ long 0 x+\n$/);
  await write('last', 1, 1);
  assert.match(read(`${log}.old`), / long 0 x+\n$/);
  assert.match(read(log), /^\S+ \d+ last 0 x\n$/);
});

test('what scripts have written there is bounded when the next backend starts', async () => {
  await write('one', 1, 1);
  const before = `${'y'.repeat(1000)}\n`.repeat(2000);
  writeFileSync(log, before, { flag: 'a' });
  await write('none', 0, 1);
  assert.equal(read(log), '');
  assert.ok(read(`${log}.old`).endsWith(before));
});

test('a log that can’t be kept fails nobody, no line is lost by it, and no copy stays', async () => {
  await write('one', 1, 1);
  rmSync(log);
  writeFileSync(log, 'x'.repeat(2 * mebibyte));
  mkdirSync(`${log}.old/full`, { recursive: true }); // nothing can be put in its place
  await write('two', 1, 1);
  assert.match(read(log), /^\S+ \d+ two 0 x\n$/);
  await write('three', 2, mebibyte - 100);
  assert.match(read(log), /^\S+ \d+ three 1 x+\n$/);
  assert.deepEqual(readdirSync(home).sort(), ['group', 'log', 'log.old']);
});
