// Modules that ask about the request while they are loaded: what is loaded ahead is right for those
// requests that give the same answers, and for no other.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Terminal } from '../../terminal.ts';
import { until } from '../../until.ts';
import { AheadShop } from './ahead-shop.ts';

const [{ program: native }] = frontends as [(typeof frontends)[0]];
const shop = new AheadShop(native);
after(() => shop.close());

/** @returns a script that prints what its only module has found */
function asking(name: string, code: string): string {
  shop.script(`${name}-part.cjs`, `module.exports = ${code}`);
  return shop.script(`${name}.cjs`, `console.log(String(require('./${name}-part.cjs')))`);
}

const asScript = (script: string) => ({ 'script ': script });

test('variables', async () => {
  const script = asking('variables', '[process.env.ONE, "TWO" in process.env].join()');
  const { ahead, answers } = await shop.learned(script, { ONE: 'a' });
  assert.equal(ahead.length, 1);
  assert.deepEqual(answers, { ...asScript(script), 'variable ONE': 'a', 'variable TWO': null });
  for (const ONE of ['a', 'b', 'b', 'a', '', 'c', 'a', 'd', 'e', 'f', 'b'])
    assert.equal(shop.ran(script, [], { ONE }), `${ONE},false\n`);
  assert.equal(shop.ran(script, [], { ONE: 'a', TWO: '' }), 'a,true\n');
  assert.equal(shop.ran(script), ',false\n');
});

test('what each request answers in another way is left to the runs', async () => {
  const script = asking('fickle', 'process.env.REQUEST');
  await shop.learned(script, { REQUEST: 'first' });
  for (let i = 0; shop.planOf(script)?.ahead.length !== 0; i++) {
    assert.ok(i < 200, 'it is loaded ahead for ever');
    assert.equal(shop.ran(script, [], { REQUEST: String(i) }), `${i}\n`);
  }
  assert.match(Object.values(shop.planOf(script)?.left ?? {})[0] ?? '', /often.*variable REQUEST/);
  for (const REQUEST of ['x', 'y', 'x'])
    assert.equal(shop.ran(script, [], { REQUEST }), `${REQUEST}\n`);
});

test('names of variables', async () => {
  const script = asking('names', 'Object.keys(process.env).filter((key) => key !== "_").sort()');
  const { ahead, answers } = await shop.learned(script, { A_B: '1' });
  assert.equal(ahead.length, 1);
  assert.deepEqual(Object.keys(answers), ['names ', 'script ']);
  const names = Object.keys(shop.env);
  for (const name of ['A_B', 'C_D', 'A_B'])
    assert.equal(shop.ran(script, [], { [name]: '2' }), `${[...names, name].sort()}\n`);
});

test('names of variables that begin in some way', async () => {
  const script = asking(
    'beginnings',
    'Object.keys(process.env).filter(key => { return /^mine_/i.test(key); }).map((key) => key + process.env[key])',
  );
  const { answers } = await shop.learned(script, { OTHER: '1' });
  assert.deepEqual(answers, { ...asScript(script), 'names mine_': '' });
  assert.equal(shop.ran(script, [], { ANOTHER: '1' }), '\n');
  assert.equal(shop.ran(script, [], { mine_a: '1' }), 'mine_a1\n');
  assert.equal(shop.ran(script, [], { mine_a: '2' }), 'mine_a2\n');
  assert.equal(shop.ran(script, [], { MINE_B: '' }), 'MINE_B\n');
});

test('whether an argument is there', async () => {
  const script = asking('arguments', '[process.argv.includes("--x"), process.argv.indexOf("--y")]');
  const { answers } = await shop.learned(script);
  assert.deepEqual(answers, { ...asScript(script), 'argument --x': -1, 'argument --y': -1 });
  for (const args of [[], ['a'], ['--x'], ['a', '--y'], ['--y', '--x'], []]) {
    const y = args.indexOf('--y');
    const expected = [args.includes('--x'), y < 0 ? -1 : y + 2];
    assert.equal(shop.ran(script, args), `${expected}\n`);
  }
});

test('which script of a group it is', async () => {
  shop.script('shared.cjs', 'exports.main = require.main');
  const scripts = ['a', 'b'].map((name) =>
    shop.script(
      `group-${name}.cjs`,
      `console.log('${name}', require('./shared.cjs').main === module)`,
    ),
  );
  const ran = (script = '') => shop.ran('-g', [script]);
  assert.equal(ran(scripts[0]), 'a true\n');
  await until('there is a template', 20_000, () => shop.planOf(scripts[0] ?? '') !== undefined);
  for (const i of [0, 1, 0, 1, 1]) assert.equal(ran(scripts[i]), `${'ab'[i]} true\n`);
});

test('the current directory', async () => {
  const script = asking('directory', 'require("node:path").resolve(".")');
  const { answers } = await shop.learned(script);
  assert.deepEqual(answers, { ...asScript(script), 'directory ': shop.folder });
  mkdirSync(join(shop.folder, 'there'));
  for (const folder of ['.', 'there', '.', 'there']) {
    const { out } = shop.shell(native, `cd ${folder} && "$0" -- -f --ahead ${script}`);
    assert.equal(out, `${join(shop.folder, folder)}\n`);
  }
});

test('whether a stream is a terminal', async () => {
  const script = asking(
    'terminal',
    '[process.stdout.isTTY, require("node:tty").isatty(2), process.stderr.fd]',
  );
  const { ahead, answers } = await shop.learned(script);
  assert.equal(ahead.length, 1);
  assert.deepEqual(answers, { ...asScript(script), 'terminal 1': false, 'terminal 2': false });
  const terminal = new Terminal();
  for (let i = 1; i <= 3; i++) {
    const child = terminal.start(native, ['--', '-f', '--ahead', script], shop.env);
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
    await until('it is shown', 10_000, () => terminal.shown === 'true,true,2\r\n'.repeat(i));
    assert.equal(shop.ran(script), ',false,2\n');
  }
  terminal.close();
});
