// What kinds of modules a script may be, and may load.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const speedy = `${ROOT}/dist/speedy`;
const workshop = new Workshop();
after(() => workshop.close());

/** @returns what it prints in each of the runs */
function runs(name: string, text: string, times = 2): string[] {
  const path = workshop.script(name, text);
  return Array.from({ length: times }, () => {
    const { out, err, code } = workshop.run(speedy, [path]);
    assert.deepEqual([err, code], ['', 0]);
    return out;
  });
}

test('imported bindings are live, and the module’s state stays', () => {
  workshop.script('counter.mjs', 'export let count = 0; export const bump = () => { count++; };');
  const text = "import { count, bump } from './counter.mjs'; bump(); console.log(count)";
  assert.deepEqual(runs('live.mjs', text, 3), ['1\n', '2\n', '3\n']);
});

test('an ES module imports CommonJS, JSON and builtin modules', () => {
  workshop.script('values.cjs', 'exports.named = 1; exports.other = 2;');
  workshop.script('data.json', '{ "key": 3 }');
  const text = `
    import values, { named } from './values.cjs';
    import { join } from 'node:path';
    const { default: data } = await import('./data.json', { with: { type: 'json' } });
    console.log(values.other, named, data.key, join('a', 'b'));`;
  const path = workshop.script('mixed.mjs', text);
  // Node.js 20 warns of JSON as experimental.
  for (let i = 0; i < 2; i++) assert.equal(workshop.run(speedy, [path]).out, '2 1 3 a/b\n');
});

test('import.meta is that of the file', () => {
  const text = "console.log(import.meta.url, import.meta.filename, import.meta.resolve('./x.js'))";
  const file = join(workshop.folder, 'meta.mjs');
  const expected = `file://${file} ${file} file://${workshop.folder}/x.js\n`;
  assert.deepEqual(runs('meta.mjs', text), [expected, expected]);
});

test('TypeScript imports TypeScript, also by the name of what it is compiled to', () => {
  workshop.script('typed.ts', 'export enum Colour { Red = 4 }; export type Unused = string;');
  workshop.script('other.ts', 'export const other: string = "other";');
  const text = `
    import { Colour } from './typed.ts';
    import { other } from './other.js';
    console.log(Colour.Red, other satisfies string);`;
  assert.deepEqual(runs('main.ts', text), ['4 other\n', '4 other\n']);
});

test('TypeScript requires TypeScript', () => {
  workshop.script('required.cts', 'const n: number = 5; module.exports = { n };');
  const text = "const { n }: { n: number } = require('./required.cts'); console.log(n)";
  assert.deepEqual(runs('main.cts', text), ['5\n', '5\n']);
});

test('JSX is compiled', () => {
  const text = `
    const React = { createElement: (type, props, ...children) => [type, props, children] };
    console.log(JSON.stringify(<p id="x">text</p>));`;
  const expected = '["p",{"id":"x"},["text"]]\n';
  assert.deepEqual(runs('page.jsx', text), [expected, expected]);
});

test('a file without an ending is what its syntax says', () => {
  assert.deepEqual(runs('common', 'console.log(typeof require, require.main === module)'), [
    'function true\n',
    'function true\n',
  ]);
  const text = 'for await (const n of [6]) console.log(n, typeof require)';
  assert.deepEqual(runs('modern', text), ['6 undefined\n', '6 undefined\n']);
});

test('what is compiled is kept, once', () => {
  workshop.script('kept.ts', 'console.log(1 as number)');
  const cache = join(workshop.home, 'cache');
  const before = readdirSync(cache).length;
  runs('kept.ts', 'console.log(1 as number)', 3);
  assert.equal(readdirSync(cache).length, before + 1);
});

test('an error in TypeScript names the place', () => {
  const { code, err } = workshop.run(speedy, [workshop.script('bad.ts', 'let a;\nconst x: = 3')]);
  assert.equal(code, 1);
  assert.match(err, /bad\.ts:2\nconst x: = 3\n {9}\^\n\nSyntaxError: /);
});

test('a stack names the lines of the TypeScript', () => {
  const text = 'type A = 1;\n\n// here\nconsole.log(new Error().stack?.split("\\n")[1])';
  const file = join(workshop.folder, 'stack.ts');
  for (const out of runs('stack.ts', text)) assert.match(out, new RegExp(`${file}:4:13`));
});

test('two imports at once may share a module', () => {
  workshop.script('shared.mjs', 'export default {};');
  for (const name of ['left', 'right']) {
    workshop.script(`${name}.mjs`, "import one from './shared.mjs'; export { one };");
  }
  const text = `
    const [left, right] = await Promise.all([import('./left.mjs'), import('./right.mjs')]);
    console.log(left.one === right.one);`;
  assert.deepEqual(runs('atonce.mjs', text), ['true\n', 'true\n']);
});

test('a missing import is named as Node.js names it', () => {
  const text = "import('./nowhere.mjs').catch(({ code, message }) => console.log(code, message))";
  const { folder } = workshop;
  const expected = `ERR_MODULE_NOT_FOUND Cannot find module '${folder}/nowhere.mjs' imported from ${folder}/astray.mjs\n`;
  assert.deepEqual(runs('astray.mjs', text), [expected, expected]);
});

test('a failed import is tried again in the next run', () => {
  const text =
    "await import('./late.mjs').then(({ a }) => console.log(a), () => console.log('not there'))";
  const path = workshop.script('later.mjs', text);
  assert.equal(workshop.run(speedy, [path]).out, 'not there\n');
  workshop.script('late.mjs', 'export const a = 1;');
  assert.equal(workshop.run(speedy, [path]).out, '1\n');
});

test('tsconfig.json says how JSX is compiled', () => {
  mkdirSync(join(workshop.folder, 'configured'));
  workshop.script('configured/tsconfig.json', '{ "compilerOptions": { "jsxFactory": "h" } }');
  const text = 'const h = (type: string) => `made `.concat(type); console.log(<b />)';
  assert.deepEqual(runs('configured/page.tsx', text), ['made b\n', 'made b\n']);
});
