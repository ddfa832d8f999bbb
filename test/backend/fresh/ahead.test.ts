// What fresh runs load ahead: never what depends on the request, and never what has changed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startOf } from '../../../shared/process-start.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { AheadShop } from './ahead-shop.ts';

const [{ program: native }] = frontends as [(typeof frontends)[0]];
const shop = new AheadShop(native);
after(() => shop.close());

const written = shop.script('written', '');

const dependent: Readonly<Record<string, readonly [code: string, why: RegExp]>> = {
  argv: ['exports.value = process.argv[2]', /arguments/],
  length: ['exports.value = process.argv.length', /arguments/],
  kept: ['const { argv } = process; exports.value = () => argv[2]', /keeps the arguments/],
  stdout: ['exports.value = process.stdout.columns', /standard output/],
  stream: ['exports.stream = process.stderr', /keeps standard error/],
  stdin: ['exports.value = process.stdin.fd', /standard input/],
  relative: ['exports.value = require("fs").existsSync("x")', /relative path/],
  missing: ['exports.value = require("fs").existsSync("/not/there")', /not there/],
  folder: ['exports.value = require("fs").readdirSync(__dirname)', /directory/],
  system: ['exports.value = require("fs").readFileSync("/proc/uptime", "utf8")', /system/],
  pid: ['exports.value = process.pid', /process id/],
  descriptors: ['exports.all = Object.getOwnPropertyDescriptors(process.env)', /environment/],
  random: ['exports.value = Math.random()', /random/],
  uuid: ['exports.value = require("crypto").randomUUID()', /random/],
  bytes: ['exports.value = globalThis.crypto.getRandomValues(new Uint8Array(4)).join()', /random/],
  clock: ['exports.value = Date.now()', /clock/],
  date: ['exports.value = new Date().getTime()', /clock/],
  listener: ['process.on("exit", () => {})', /changes the process/],
  global: ['globalThis.shared = 1', /global shared/],
  reader: ['exports.value = globalThis.shared', /global shared/],
  timer: ['setInterval(() => {}, 1000).unref(); setTimeout(() => {}, 1000)', /later/],
  tick: ['process.nextTick(() => {})', /later/],
  promise: ['Promise.resolve().then(() => {})', /later/],
  descriptor: ['exports.fd = require("fs").openSync(__filename)', /descriptors/],
  input: ['exports.text = require("fs").readFileSync(0, "utf8")', /descriptor/],
  vector: ['require("fs").writevSync(1, [Buffer.alloc(0)])', /standard stream/],
  key: ['exports.key = require("crypto").generateKeySync("aes", { length: 128 })', /random/],
  home: ['exports.home = require("os").homedir()', /system/],
  nanoseconds: ['exports.now = process.hrtime.bigint()', /clock/],
  output: ['console.log("loaded")', /standard (?:output|stream)/],
  file: [`require("fs").appendFileSync(${JSON.stringify(written)}, "x")`, /beyond the process/],
  needing: ['exports.value = require("./argv.cjs").value', /needs .*argv/],
};

test('what depends on the request is left to the run, and why', async () => {
  for (const [name, [code]] of Object.entries(dependent)) shop.script(`${name}.cjs`, code);
  shop.script('plain.cjs', 'let n = 0; exports.next = () => ++n');
  const names = ['plain', ...Object.keys(dependent)];
  const lines = names.map((name) => `require('./${name}.cjs')`);
  const script = shop.script('dependent.cjs', `${lines.join('\n')}\nsetTimeout(process.exit, 1)`);
  const { ahead, left } = await shop.learned(script);
  assert.deepEqual(ahead, [join(shop.folder, 'plain.cjs')]);
  for (const [name, [, why]] of Object.entries(dependent))
    assert.match(left[join(shop.folder, `${name}.cjs`)] ?? '', why, name);
  const runs = readFileSync(written, 'utf8').length;
  assert.equal(shop.ran(script), 'loaded\n');
  assert.equal(readFileSync(written, 'utf8').length, runs + 1);
});

test('what it does beyond the process is done once for each run, and not ahead', async () => {
  assert.equal(readFileSync(written, 'utf8').length, 2);
});

test('ES modules are loaded ahead, or linked', async () => {
  shop.script('count.mjs', 'export let n = 0; export const next = () => ++n');
  shop.script('names.mjs', 'import { argv } from "node:process"; export const first = argv[2]');
  const script = shop.script(
    'main.mjs',
    'import { n, next } from "./count.mjs"; import { first } from "./names.mjs"; next(); console.log(n, first)',
  );
  const { ahead, left } = await shop.learned(script);
  assert.deepEqual(ahead, [`file://${shop.folder}/count.mjs`]);
  assert.match(left[`file://${shop.folder}/names.mjs`] ?? '', /arguments/);
  for (const word of ['a', 'b']) assert.equal(shop.ran(script, [word]), `1 ${word}\n`);
});

test('a module that ends the process is left to the run', async () => {
  shop.script('fine.cjs', 'exports.value = 1');
  shop.script('ends.cjs', 'if (!process.argv[2]) process.kill(process["pid"], "SIGKILL")');
  shop.script('hangs.cjs', 'process.env.NEVER; process.abort.call');
  const script = shop.script(
    'ending.cjs',
    'console.log(require("./fine.cjs").value, require("./ends.cjs"), require("./hangs.cjs"))',
  );
  const { ahead } = await shop.learned(script);
  assert.ok(ahead.includes(join(shop.folder, 'fine.cjs')));
  assert.equal(shop.ran(script, ['x']), '1 {} {}\n');
});

describe('a change is seen by the next run', () => {
  const part = shop.script('part.cjs', 'module.exports = 0');
  const other = join(shop.folder, 'other.cjs');
  const script = shop.script('changing.cjs', 'console.log(require("./part.cjs"))');
  const ways: Readonly<Record<string, (text: string) => void>> = {
    'of a file that is written': (text) => writeFileSync(part, text),
    'of a file that is replaced': (text) => {
      writeFileSync(other, text);
      renameSync(other, part);
    },
  };
  for (const [what, change] of Object.entries(ways)) {
    test(what, async () => {
      change('module.exports = 0');
      await shop.learned(script);
      for (let i = 1; i <= 40; i++) {
        change(`module.exports = ${i}`);
        assert.equal(shop.ran(script), `${i}\n`);
      }
    });
  }
});

test('a change of what a module has read is seen by the next run', async () => {
  const data = shop.script('data.txt', '0');
  shop.script(
    'reads.cjs',
    `exports.text = require("fs").readFileSync(${JSON.stringify(data)}, "utf8")`,
  );
  const script = shop.script('reading.cjs', 'console.log(require("./reads.cjs").text)');
  const { ahead, files } = await shop.learned(script);
  assert.deepEqual([ahead.length, files], [1, [data]]);
  for (let i = 1; i <= 40; i++) {
    writeFileSync(data, String(i));
    assert.equal(shop.ran(script), `${i}\n`);
  }
});

test('a change of a package is seen by the next run', async () => {
  const folder = join(shop.folder, 'node_modules', 'package');
  mkdirSync(folder, { recursive: true });
  const describe = (main: string) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ main }));
  for (const name of ['one', 'two'])
    shop.script(`node_modules/package/${name}.js`, `module.exports = "${name}"`);
  describe('one.js');
  const script = shop.script('packaged.cjs', 'console.log(require("package"))');
  assert.equal((await shop.learned(script)).ahead.length, 1);
  for (const name of ['two', 'one', 'two']) {
    describe(`${name}.js`);
    assert.equal(shop.ran(script), `${name}\n`);
  }
});

test('a mark that never gets out may be the same for all', async () => {
  const marks =
    "const open = '\\0OPEN' + Math.random() + '\\0'; exports.has = (text) => text.includes(open)";
  shop.script('marks.cjs', marks);
  const script = shop.script('marking.cjs', 'console.log(require("./marks.cjs").has(""))');
  assert.equal((await shop.learned(script)).ahead.length, 1);
});

test('what modules keep is gone with the run', async () => {
  shop.script('state.cjs', 'let n = 0; exports.next = () => ++n');
  const script = shop.script('state-main.cjs', 'console.log(require("./state.cjs").next())');
  await shop.learned(script);
  for (let i = 0; i < 5; i++) assert.equal(shop.ran(script), '1\n');
});

test('the script is the main module of those that are loaded ahead', async () => {
  shop.script('child.cjs', 'exports.seen = () => [module.parent.filename, require.main.exports]');
  const script = shop.script(
    'main-module.cjs',
    'exports.mine = 1; console.log(JSON.stringify(require("./child.cjs").seen()), module.children.length)',
  );
  const plain = spawnSync(process.execPath, [script], { encoding: 'utf8' }).stdout;
  await shop.learned(script);
  for (let i = 0; i < 3; i++) assert.equal(shop.ran(script), plain);
});

test('regular expressions are as they were evaluated', async () => {
  shop.script(
    'sticky.cjs',
    'exports.sticky = /a/y; exports.global = /b/g; exports.global.lastIndex = 3',
  );
  const script = shop.script(
    'expressions.cjs',
    `const { sticky, global } = require('./sticky.cjs');
    console.log(sticky.lastIndex, global.lastIndex, RegExp.lastMatch === '', RegExp.input === '');
    console.log(/(?<=x)y+/.exec('xyy')[0], global.test('aaab'), 'a/b'.split(/[/]/));`,
  );
  const plain = spawnSync(process.execPath, [script], { encoding: 'utf8' }).stdout;
  await shop.learned(script);
  for (let i = 0; i < 3; i++) assert.equal(shop.ran(script), plain);
});

/** Processes of a workshop. */
const processesOf = ({ base }: AheadShop): number[] => {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes(`${base}.`));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => startOf(pid) !== 0n);
};

test('a parent that leaves takes its templates along', async (t) => {
  const own = new AheadShop(native);
  t.after(() => own.close());
  own.script('part.cjs', 'exports.value = 1');
  const script = own.script('leaving.cjs', 'require("./part.cjs")');
  const runOnce = () => assert.equal(own.fresh(['-t1', script]).code, 0);
  runOnce();
  await until('there is a template', 20_000, () => own.planOf(script) !== undefined);
  for (let i = 0; i < 40; i++) runOnce();
  assert.ok(processesOf(own).length >= 2);
  await until('all are gone', 20_000, () => processesOf(own).length === 0);
});
