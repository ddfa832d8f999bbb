// A script imports speedycgi: under speedy, and under plain node.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { valueOptions } from '../../../shared/options.ts';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

declare const ROOT: string;

const scripts = {
  'common.cjs': `
    const all = require('speedycgi');
    const { isSpeedy, runNumber } = all;
    console.log(isSpeedy(), runNumber(), all.default.isSpeedy === isSpeedy);`,
  'module.mjs': `
    import speedy, { isSpeedy, runNumber } from 'speedycgi';
    console.log(isSpeedy(), runNumber(), speedy.isSpeedy === isSpeedy);`,
  'typed.mts': `
    import speedy, { isSpeedy, runNumber, type Options } from 'speedycgi';
    const name: keyof Options = 'MaxRuns';
    console.log(isSpeedy() satisfies boolean, runNumber(), speedy.isSpeedy === isSpeedy);`,
  'late.cjs': `
    import('speedycgi').then(({ default: speedy, isSpeedy, runNumber }) => {
      console.log(isSpeedy(), runNumber(), speedy.isSpeedy === isSpeedy) })`,
  'resolved.mjs': `
    import { createRequire } from 'node:module';
    const { isSpeedy, runNumber } = createRequire(import.meta.url)('speedycgi');
    console.log(isSpeedy(), runNumber(), isSpeedy === (await import('speedycgi')).isSpeedy);`,
};

const functions = [
  ...['isSpeedy', 'runNumber', 'registerCleanup', 'addShutdownHandler', 'getopt', 'setopt'],
  ...['shutdownNextTime', 'shutdownNow'],
];

/** What getopt() and setopt() say, whoever runs the script. */
const access = `
import { getopt, setopt } from 'speedycgi';
const tried = (work) => { try { return work() } catch ({ name, message }) { return name + ': ' + message } };
console.log(JSON.stringify([
  setopt('maxbackends', 3), getopt('MAXBACKENDS'), setopt('MaxBackends', '4'), setopt('MaxBackends', 0),
  setopt('Group', 'x'), setopt('group', 'none'),
  tried(() => getopt('Version')),
  tried(() => setopt('MaxRun', 1)),
  tried(() => setopt('MaxRuns', -1)),
  tried(() => setopt('MaxRuns', 1.5)),
  tried(() => setopt('MaxRuns', true)),
  tried(() => setopt('Group', 1)),
  tried(() => setopt('LeakCheck', 'on')), getopt('LeakCheck'), setopt('LeakCheck', 'retire'), setopt('LeakCheck', 'off'),
  getopt('MaxRuns'),
]));`;
const names = valueOptions.map(({ name }) => name).join(', ');
const noNumber = 'not a whole number from 0 to 2147483647';
const answers = [
  ...[0, 3, 3, 4, 'none', 'x'],
  `TypeError: speedycgi: no such option: 'Version': use one of ${names}`,
  `TypeError: speedycgi: no such option: 'MaxRun': use one of ${names}`,
  `RangeError: speedycgi: set MaxRuns: -1: ${noNumber}`,
  `RangeError: speedycgi: set MaxRuns: 1.5: ${noNumber}`,
  'TypeError: speedycgi: set MaxRuns: true: not a number',
  'TypeError: speedycgi: set Group: 1: not a string',
  "RangeError: speedycgi: set LeakCheck: 'on': neither off, warn nor retire",
  ...['off', 'off', 'retire'],
  500,
];

/** As npm would: another copy than that of the backend. */
function install({ folder }: Workshop): void {
  const to = join(folder, 'node_modules/speedycgi');
  mkdirSync(to, { recursive: true });
  cpSync(resolve(ROOT, 'package.json'), join(to, 'package.json'));
  cpSync(resolve(ROOT, 'dist'), join(to, 'dist'), { recursive: true });
}

for (const { name, program } of frontends) {
  describe(name, () => {
    const workshop = new Workshop();
    after(() => workshop.close());

    for (const [script, text] of Object.entries(scripts)) {
      test(`${script} finds it, though it isn’t installed`, () => {
        const path = workshop.script(script, text);
        for (const number of [1, 2]) {
          const { out, err } = workshop.run(program, [path]);
          assert.deepEqual([out, err], [`true ${number} true\n`, '']);
        }
      });
    }

    test('an installed one finds the backend, too', () => {
      const other = new Workshop();
      try {
        install(other);
        const text = `${scripts['common.cjs']}\nconsole.log(require.resolve('speedycgi'))`;
        const path = other.script('installed.cjs', text);
        const { out } = workshop.run(program, [path]);
        assert.equal(
          out,
          `true 1 true\n${other.folder}/node_modules/speedycgi/dist/speedycgi.cjs\n`,
        );
      } finally {
        // Its backends are the other's.
        void other.close();
      }
    });

    test('getopt() knows what all options are', () => {
      const text = `
        const { getopt } = require('speedycgi');
        const names = '${names}'.split(', ');
        console.log(JSON.stringify(names.map((name) => getopt(name))))`;
      const path = workshop.script('options.cjs', text);
      const options = ['-B5', '-b6', '-gmine', '-M2', '-r7', '--timeout=8'];
      const guards = ['-m9', '-a10', '-x11', '-s12', '-l'];
      const { out } = workshop.run(program, ['--', ...options, ...guards, path]);
      const general = ['', 5, 6, 'mine', 2, 7, 8, workshop.base, 'node', 0, 0];
      assert.deepEqual(JSON.parse(out), [...general, 9, 10, 11, 12, 'warn']);
    });

    test('setopt() returns what was, and refuses what is wrong', () => {
      const { out, err } = workshop.run(program, [workshop.script('access.mjs', access)]);
      assert.deepEqual([JSON.parse(out), err], [answers, '']);
    });

    test('a script sees nothing of it that it hasn’t imported', () => {
      const text = `
        const { inspect } = require('node:util');
        console.log(Reflect.ownKeys(globalThis).map(String), Object.keys(process));
        console.log(inspect(process, { depth: 9 }))`;
      const { out } = workshop.run(program, [workshop.script('look.cjs', text)]);
      assert.match(out, /execArgv/);
      assert.doesNotMatch(out, /isSpeedy|Symbol\(speedycgi\)/);
    });

    test('where something else is missing, it is still missing', () => {
      const missing = (text: string) =>
        workshop.run(program, [workshop.script('missing.mjs', text)]).err;
      assert.match(missing("import 'speedycgi2'"), /Cannot find package 'speedycgi2'/);
      const required = "import { createRequire as c } from 'node:module'; c('/x')('speedycgi2')";
      assert.match(missing(required), /Cannot find module 'speedycgi2'/);
    });
  });
}

describe('plain node', () => {
  const workshop = new Workshop();
  after(() => workshop.close());
  install(workshop);
  const run = (name: string, text: string) =>
    workshop.run(process.execPath, [workshop.script(name, text)]);

  for (const name of ['common.cjs', 'module.mjs', 'late.cjs', 'resolved.mjs'] as const) {
    test(`${name} finds it where it is installed`, () => {
      const { out, err } = run(name, scripts[name]);
      assert.deepEqual([out, err], ['false 1 true\n', '']);
    });
  }

  test('has the same functions, by both names', () => {
    const text =
      "import * as all from 'speedycgi'; console.log(Object.keys(all), Object.keys(all.default))";
    const { out } = run('all.mjs', text);
    for (const one of functions) assert.equal(out.split(`'${one}'`).length, 3, `${one} in ${out}`);
  });

  test('does nothing', () => {
    const text = `
      import speedy from 'speedycgi';
      speedy.registerCleanup(() => console.log('cleanup'));
      speedy.addShutdownHandler(() => console.log('handler'));
      speedy.shutdownNextTime();
      speedy.shutdownNow();
      console.log('goes on')`;
    const { out, code } = run('nothing.mjs', text);
    assert.deepEqual([out, code], ['goes on\n', 0]);
  });

  test('getopt() gives the default, or what setopt() has set', () => {
    const { out, err } = run('access.mjs', access);
    assert.deepEqual([JSON.parse(out), err], [answers, '']);
  });
});
