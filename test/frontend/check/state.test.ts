// What a script that keeps state is told: what stays, and where.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadedOnce, other, row, shop, testCases } from './room.ts';

mkdirSync(join(shop.folder, 'node_modules/pack/lib'), { recursive: true });
shop.script('node_modules/pack/package.json', '{ "main": "lib/index.js" }');
shop.script('node_modules/pack/lib/index.js', 'let count = 0; exports.next = () => ++count;');
shop.script('innocent.cjs', 'exports.innocent = 1;');
shop.script(
  'between.cjs',
  "require('./innocent.cjs'); exports.next = require('./counter.cjs').next;",
);
shop.script('counter.mjs', 'let count = 0; export const next = () => ++count;');
shop.script('between.mjs', "export { next } from './counter.mjs';");
shop.script('once.cjs', "console.log('once');");
shop.script(
  'starts-child.cjs',
  `exports.start = () => {
    const child = require('node:child_process')
      .spawn('sh', ['-c', 'echo late'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (data) => console.log(String(data)));
    child.unref();
    child.stdout.unref();
  };`,
);

testCases({
  'a CommonJS module that keeps state': {
    everywhere: true,
    text: `
      require('./innocent.cjs');
      console.log('first line');
      console.log('run', require('./between.cjs').next());`,
    code: 1,
    says: [
      other,
      loadedOnce('counter.cjs'),
      row('speedy 1', 'exit 0', 'same', 'same'),
      row('speedy 2', 'exit 0', 'differs', 'same'),
      /^Run 2 under speedy, standard output, line 2:\n {2}node: {4}run 1\n {2}speedy: {2}run 2\n/m,
      /What helps:\n {2}- Let it export a function/,
      /-- -f\./,
    ],
  },
  'an ES module that keeps state': {
    everywhere: true,
    name: 'state.mjs',
    text: "import './innocent.cjs'; import { next } from './between.mjs'; console.log(next())",
    code: 1,
    says: [other, loadedOnce('counter.mjs')],
  },
  'an ES module that CommonJS imports': {
    text: "import('./between.mjs').then(({ next }) => console.log(next()))",
    code: 1,
    says: [other, loadedOnce('counter.mjs')],
  },
  'a CommonJS module that an ES module imports': {
    name: 'mixed.mjs',
    text: "import './between.mjs'; import { next } from './between.cjs'; console.log(next())",
    code: 1,
    says: [other, loadedOnce('counter.cjs')],
  },
  'a package that keeps state': {
    text: "console.log(require('pack').next())",
    code: 1,
    says: [
      loadedOnce('the package pack \\(node_modules/pack/lib/index.js\\)'),
      /What helps: - See whether the package/,
    ],
  },
  'a module that does its work when it is loaded': {
    text: "require('./innocent.cjs'); require('./once.cjs'); process.exitCode = 4",
    code: 1,
    says: [loadedOnce('once.cjs'), row('speedy 2', 'exit 4', 'differs', 'same')],
  },
  'a global variable that keeps state': {
    text: "require('./between.cjs'); globalThis.visits = (globalThis.visits ?? 0) + 1; console.log(visits)",
    code: 1,
    says: [other, /Likely: the global variable visits stays/],
  },
  'a global variable and a module': {
    text: "console.log(require('./between.cjs').next(), globalThis.seen); globalThis.seen = 1",
    code: 1,
    says: [loadedOnce('counter.cjs', ', and the global variable seen stays')],
  },
  'a changed builtin': {
    text: 'console.log(typeof Array.prototype.last); Array.prototype.last = () => 1',
    code: 1,
    says: [/has changed what belongs to Node\.js or to the language: Array\.prototype\.last\./],
  },
  'a child process that a module leaves': {
    text: "require('./starts-child.cjs').start(); console.log('done')",
    code: 1,
    says: [other, /what an earlier run has started goes on/, /made at starts-child\.cjs:\d/],
  },
  'a warning': {
    text: "process.emitWarning('once', 'DeprecationWarning', 'X1'); require('node:util').deprecate(() => {}, 'old', 'X2')()",
    code: 1,
    says: [other, /Likely: Node\.js gives a warning once for each process/],
  },
});
