// What a backend notices besides the script and the modules that it names, and what it doesn't.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { EditShop } from './edit-shop.ts';

declare const ROOT: string;

const module = (value: string): string => `module.exports = '${value}'`;
const requiring = (what: string): string => `console.log(require('${what}'), process.pid)`;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly script: string;
  readonly change: (shop: EditShop) => void;
  /** What is printed before, and then. */
  readonly values: readonly [string, string];
  readonly env?: (shop: EditShop) => NodeJS.ProcessEnv;
}

const cases: Record<string, Case> = {
  'package.json, which says what a file is': {
    files: {
      'type/package.json': '{ "type": "commonjs" }',
      'type/main.cjs': requiring('./module.js'),
      'type/module.js': 'module.exports = typeof require',
    },
    script: 'type/main.cjs',
    change: (shop) => shop.write('type/package.json', '{ "type": "commonjs", "name": "x" }'),
    values: ['function', 'function'],
  },
  'a nearer package.json, which wasn’t there': {
    files: {
      'near/package.json': '{ "type": "commonjs" }',
      'near/lib/main.js': 'console.log(typeof require, process.pid)',
    },
    script: 'near/lib/main.js',
    change: (shop) => shop.write('near/lib/package.json', '{ "type": "module" }'),
    values: ['function', 'undefined'],
  },
  'the main file that a package names': {
    files: {
      'main/node_modules/pkg/package.json': '{ "main": "a.cjs" }',
      'main/node_modules/pkg/a.cjs': module('a'),
      'main/node_modules/pkg/b.cjs': module('b'),
      'main/main.cjs': requiring('pkg'),
    },
    script: 'main/main.cjs',
    change: (shop) => shop.write('main/node_modules/pkg/package.json', '{ "main": "b.cjs" }'),
    values: ['a', 'b'],
  },
  'node_modules nearer by': {
    files: {
      'up/node_modules/pkg/index.js': module('far'),
      'up/package.json': '{}',
      'up/lib/deep/main.cjs': requiring('pkg'),
    },
    script: 'up/lib/deep/main.cjs',
    change: (shop) => shop.write('up/lib/node_modules/pkg/index.js', module('near')),
    values: ['far', 'near'],
  },
  'node_modules nearer by, for an ES module': {
    files: {
      'ups/node_modules/pkg/index.js': module('far'),
      'ups/node_modules/pkg/package.json': '{ "main": "index.js" }',
      'ups/lib/main.mjs': "import pkg from 'pkg'; console.log(pkg, process.pid)",
    },
    script: 'ups/lib/main.mjs',
    change: (shop) => {
      shop.write('ups/new/pkg/package.json', '{ "main": "index.js" }');
      shop.write('ups/new/pkg/index.js', module('near'));
      renameSync(join(shop.folder, 'ups/new'), join(shop.folder, 'ups/lib/node_modules'));
    },
    values: ['far', 'near'],
  },
  'a file in the place of a directory with an index.js': {
    files: { 'index/lib/index.js': module('index'), 'index/main.cjs': requiring('./lib') },
    script: 'index/main.cjs',
    change: (shop) => shop.write('index/lib.js', module('file')),
    values: ['index', 'file'],
  },
  'a directory of NODE_PATH that comes first': {
    files: { 'path/second/pkg.js': module('second'), 'path/main.cjs': requiring('pkg') },
    script: 'path/main.cjs',
    env: ({ folder }) => ({ NODE_PATH: `${folder}/path/first:${folder}/path/second` }),
    change: (shop) => shop.write('path/first/pkg.js', module('first')),
    values: ['second', 'first'],
  },
  'a tsconfig.json that is extended': {
    files: {
      'ts/base.json': '{ "compilerOptions": { "jsxFactory": "a" } }',
      'ts/tsconfig.json': '{ "extends": "./base.json" }',
      'ts/main.tsx': `const a = () => 'a'; const b = () => 'b'; console.log(<x />, process.pid)`,
    },
    script: 'ts/main.tsx',
    change: (shop) => shop.write('ts/base.json', '{ "compilerOptions": { "jsxFactory": "b" } }'),
    values: ['a', 'b'],
  },
  'a TypeScript file where there was JavaScript': {
    files: {
      'js/module.js': "export const value = 'js'",
      'js/package.json': '{ "type": "module" }',
      'js/main.ts': "import { value } from './module.js'; console.log(value, process.pid)",
    },
    script: 'js/main.ts',
    change: (shop) => {
      rmSync(join(shop.folder, 'js/module.js'));
      shop.write('js/module.ts', "export const value: string = 'ts'");
    },
    values: ['js', 'ts'],
  },
  'a native addon': {
    files: { 'addon/main.cjs': "require('./addon.node'); console.log('loaded', process.pid)" },
    script: 'addon/main.cjs',
    change: (shop) => {
      const path = join(shop.folder, 'addon/addon.node');
      copyFileSync(path, `${path}.new`);
      renameSync(`${path}.new`, path);
    },
    values: ['loaded', 'loaded'],
  },
};

const [{ program: native = '' } = {}] = frontends;
const addon = resolve(ROOT, 'dist/unsettled.node');

describe('a run is served by another backend when there has changed', () => {
  const shop = new EditShop(native);
  after(() => shop.close());

  for (const [what, { files, script, change, values, env }] of Object.entries(cases)) {
    const isMissing = what === 'a native addon' && !existsSync(addon);
    test(what, { skip: isMissing && 'there is no C compiler' }, () => {
      for (const [name, text] of Object.entries(files)) shop.write(name, text);
      if (what === 'a native addon') copyFileSync(addon, join(shop.folder, 'addon/addon.node'));
      const variables = env?.(shop) ?? {};
      const first = shop.ask(script, [], variables);
      const second = shop.ask(script, [], variables);
      assert.deepEqual([second.value, second.pid], [values[0], first.pid], 'nothing has changed');
      change(shop);
      const third = shop.ask(script, [], variables);
      assert.equal(third.value, values[1]);
      assert.notEqual(third.pid, first.pid);
    });
  }

  test('but not when there hasn’t: files beside those that it has, a file that is read', () => {
    shop.write('calm/module.js', module('calm'));
    shop.write('calm/main.cjs', requiring('./module'));
    const { pid } = shop.ask('calm/main.cjs');
    for (let i = 0; i < 20; i++) {
      shop.write(`calm/other-${i}`, '');
      readFileSync(join(shop.folder, 'calm/module.js'));
      assert.equal(shop.ask('calm/main.cjs').pid, pid);
    }
  });
});
