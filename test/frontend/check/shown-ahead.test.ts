// What is loaded ahead of fresh runs, in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shown } from '../../../frontend/check/ahead.ts';
import { shownAhead } from '../../../frontend/check/shown-ahead.ts';

const plan: Shown = { ahead: ['/x/one.cjs', 'file:///x/a%20b.mjs'], left: {}, answers: {} };

test('modules are paths, those of a package are counted', () => {
  const inPackage = (name: string) => `/x/node_modules/@scope/pack/${name}`;
  const ahead = [...plan.ahead, inPackage('a.js'), `file://${inPackage('lib/b.mjs')}`];
  const left = { [inPackage('c.js')]: 'needs file:///x/d.mjs', '/x/d.mjs': 'reads the clock' };
  assert.equal(
    shownAhead({ plan: { ...plan, ahead, left }, run: 2 }),
    `Loaded ahead of fresh runs: 4 of 6 modules. Run 2 under speedy was the first
that had them.
  /x/one.cjs
  '/x/a b.mjs'
  /x/node_modules/@scope/pack: 2 modules
Left to each run:
  /x/node_modules/@scope/pack/c.js: needs /x/d.mjs
  /x/d.mjs: reads the clock
That is right for every run.
`,
  );
});

test('nothing is said about runs where nothing is loaded ahead', () => {
  const left = { '/x/d.mjs': 'reads the clock' };
  assert.equal(
    shownAhead({ plan: { ...plan, ahead: [], left }, run: undefined }),
    'Loaded ahead of fresh runs: 0 of 1 module.\nLeft to each run:\n  /x/d.mjs: reads the clock\n',
  );
});

test('answers are conditions', () => {
  const answers = {
    'variable A': 'x\n"y"',
    'variable B': null,
    'variable C': '',
    'names debug_': '',
    'names ': 'A PATH SPEEDY_CHECKING',
    'argument --color=a b': -1,
    'argument -x': 3,
    'terminal 0': true,
    'terminal 2': false,
    'directory ': '/x y',
    'moon phase': 'full',
  };
  const shown = shownAhead({ plan: { ...plan, answers }, run: undefined });
  assert.match(shown, /^Loaded ahead of fresh runs: 2 of 2 modules\. No run had them\.\n/);
  assert.equal(
    shown.slice(shown.indexOf('That is right')),
    String.raw`That is right for runs in which all of this holds:
  A is "x\n"y""
  B is not set
  C is ""
  no variable whose name begins with debug_ is set
  no variable is set but A and PATH
  "--color=a b" is no argument
  process.argv[3] is the first "-x"
  standard input is a terminal
  standard error is no terminal
  the current directory is "/x y"
  moon phase: full
`,
  );
});
