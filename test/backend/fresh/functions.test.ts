// Functions of what is loaded or compiled ahead of fresh runs are compiled, too: a run that calls
// them makes V8 compile nothing.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { AheadShop } from './ahead-shop.ts';

const [{ program: native }] = frontends as [(typeof frontends)[0]];
const shop = new AheadShop(native);
after(() => shop.close());

const limit = 20_000;
const count = 300;
/** Each of them is a few hundred bytes when it is compiled. */
const functions = Array.from(
  { length: count },
  (_, i) => `(a) => { const inner = (b) => [a, b, ${i}].join(); return inner(a) + 'of ${i}' }`,
).join(',\n');

/** Prints how many bytes of code V8 has made while all functions were called. */
const calls = `
const { getHeapCodeStatistics: read } = require('node:v8');
const size = () => read().bytecode_and_metadata_size;
const grown = (all) => {
  size();
  const before = size();
  for (const one of all) one(1);
  return size() - before;
};`;

const scripts: Record<string, [modules: Record<string, string>, code: string]> = {
  CommonJS: [
    { 'all.cjs': `module.exports = [${functions}]` },
    `${calls} console.log(grown(require('./all.cjs')));`,
  ],
  ES: [
    { 'all.mjs': `export default [${functions}]`, 'grown.cjs': `${calls} exports.grown = grown` },
    "import all from './all.mjs'; import { grown } from './grown.cjs'; console.log(grown(all));",
  ],
};

const scriptOf = (name: string, code: string) => ({
  script: shop.script(name, code),
  plain: Number(shop.run(process.execPath, [join(shop.folder, name)]).out),
});

/** The first runs are served by who was made before there was a template. */
async function becomesSmall(plain: number, grown: () => string): Promise<void> {
  assert.ok(plain > count * 100, `${plain} bytes`);
  await until('the functions are compiled', limit, () => Number(grown()) < plain / 10);
}

for (const [kind, [modules, code]] of Object.entries(scripts)) {
  test(`functions of ${kind} modules that are loaded ahead`, async () => {
    for (const [name, text] of Object.entries(modules)) shop.script(name, text);
    const { script, plain } = scriptOf(kind === 'ES' ? 'es.mjs' : 'common.cjs', code);
    await becomesSmall(plain, () => shop.ran(script));
  });
}

test('functions of modules and scripts that each run evaluates', async () => {
  shop.script('left.cjs', `module.exports = [${functions}]`);
  const required = scriptOf('requiring.cjs', `${calls} console.log(grown(require('./left.cjs')))`);
  await becomesSmall(required.plain, () => shop.fresh([required.script]).out);
  const own = scriptOf(
    'own.cjs',
    `require('./left.cjs'); ${calls} console.log(grown([${functions}]))`,
  );
  await becomesSmall(own.plain, () => shop.fresh([own.script]).out);
});
