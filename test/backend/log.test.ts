// The log is bounded, and no line of any writer is lost.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { build } from 'esbuild';

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
      const [name, count, size] = process.argv.at(-1).split(' ');
      for (let i = 0; i < Number(count); i++) say(\`\${name} \${i} \${'x'.repeat(Number(size))}\`);`,
    resolveDir: ROOT,
  },
  outfile: writer,
  bundle: true,
  platform: 'node',
  external: ['koffi'],
});

/** Lines that a process of its own says, one after the other. */
async function write(name: string, count: number, size: number): Promise<void> {
  mkdirSync(join(home, 'group'), { recursive: true });
  const args = [writer, join(home, 'group/queue'), '0', `${name} ${count} ${size}`];
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

test('writers that fill it together lose no line, and it stays below its limit', async () => {
  // All fits what is kept: 8 * 200 lines of 1000 bytes.
  await Promise.all(Array.from({ length: 8 }, (_, i) => write(`w${i}`, 200, 1000)));
  assert.ok(read(log).length <= mebibyte && read(`${log}.old`).length <= mebibyte);
  const lines = `${read(`${log}.old`)}${read(log)}`.split('\n');
  const said = lines
    .map((line) => line.split(' ').slice(2, 4).join(' '))
    .filter((one) => one !== '');
  assert.equal(said.length, 1600);
  for (let i = 0; i < 8; i++) {
    const own = said.filter((one) => one.startsWith(`w${i} `));
    assert.deepEqual(
      own,
      Array.from({ length: 200 }, (_, n) => `w${i} ${n}`),
      'in order',
    );
  }
  assert.deepEqual(readdirSync(home).sort(), ['group', 'log', 'log.old']);
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

test('a log that can’t be written fails nobody', async () => {
  await write('one', 1, 1);
  rmSync(log);
  writeFileSync(log, 'x'.repeat(2 * mebibyte));
  mkdirSync(`${log}.old/full`, { recursive: true }); // nothing can be put in its place
  await write('two', 1, 1);
  assert.match(read(log), /^\S+ \d+ two 0 x\n$/);
});
