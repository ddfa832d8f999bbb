// What --check says about modules that are loaded ahead of fresh runs (-f), and that it waits for it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { forked, variants } from '../../backend/fresh/variants.ts';
import { until } from '../../until.ts';
import { other, row, same, shop, testCases } from './room.ts';

const limit = 30_000;
const mark = join(shop.folder, 'mark');
afterEach(() => rmSync(mark, { force: true }));

mkdirSync(join(shop.folder, 'node_modules/pack'), { recursive: true });
shop.script('node_modules/pack/index.js', "require('./part.js')");
shop.script('node_modules/pack/part.js', '');
shop.script('plain.cjs', '');
shop.script('left.cjs', 'exports.first = process.argv[2]');
shop.script('needing.cjs', "require('./left.cjs')");
shop.script('part.mjs', 'export const part = 1');
shop.script(
  'asking.cjs',
  `process.env.ONE; process.env.NONE;
  process.argv.includes('--color'); process.argv.includes('a');
  require('node:tty').isatty(1);
  process.cwd();`,
);
// Process.env is a stand-in where modules are tried: there it hangs.
shop.script(
  'hangs.cjs',
  "if (require('node:util').types.isProxy(process.env)) for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)",
);

const fresh = '#!/usr/bin/speedy -- -f --ahead\n';
const hanging = `${fresh}require('./hangs.cjs')`;
const noneLearned =
  /Nothing is loaded ahead: nothing is learned from a run that an uncaught error or a signal ends\.\n? ?$/;

if (forked.length > 0) {
  testCases({
    'a script whose modules are loaded ahead, or not': {
      everywhere: true,
      text: `${fresh}require('pack'); require('./plain.cjs'); require('./needing.cjs');`,
      code: 0,
      says: [
        same,
        row('speedy 3', 'exit 0', 'same', 'same'),
        /Loaded ahead of fresh runs: 3 of 5 modules\. Run \d+ under speedy was the first that had them\. /,
        /^ {2}node_modules\/pack: 2 modules\n {2}plain\.cjs\nLeft to each run:$/m,
        /^ {2}left\.cjs: reads the arguments$/m,
        /^ {2}needing\.cjs: needs left\.cjs$/m,
        /^That is right for every run\.$/m,
      ],
    },
    'what modules ask about a run': {
      everywhere: true,
      text: `${fresh}require('./asking.cjs')`,
      env: { ONE: 'a b' },
      code: 0,
      says: [
        /Loaded ahead of fresh runs: 1 of 1 module\./,
        /^That is right for runs in which all of this holds:$/m,
        /^ {2}ONE is "a b"\n {2}NONE is not set\n {2}"--color" is no argument$/m,
        /^ {2}process\.argv\[2\] is the first "a"\n {2}standard output is no terminal$/m,
        /^ {2}the current directory is "\/.*"$/m,
      ],
    },
    'ES modules that are loaded ahead': {
      name: 'script.mjs',
      text: `${fresh}import { part } from './part.mjs'; console.log(part)`,
      code: 0,
      says: [/Loaded ahead of fresh runs: 1 of 1 module\.[^:]* {2}part\.mjs\n/],
    },
    'a fresh script without modules': {
      everywhere: true,
      text: `${fresh}console.log(1)`,
      code: 0,
      says: [same, /^Nothing is loaded ahead: the script loads no modules\.$/m],
    },
    'a fresh script that fails': {
      text: `${fresh}require('./plain.cjs'); throw new Error('x')`,
      code: 0,
      says: [same, noneLearned],
    },
    'a fresh script that a signal ends': {
      text: `${fresh}require('./plain.cjs'); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6)`,
      code: 0,
      says: [same, noneLearned],
    },
    'a fresh script whose modules are not known in time': {
      text: hanging,
      code: 0,
      says: [same, /^Nothing is loaded ahead yet\.$/m],
    },
    'a fresh script that differs later': {
      text: `${fresh}
        const fs = require('node:fs');
        fs.appendFileSync('${mark}', 'x');
        const isSpeedy = fs.readFileSync('/proc/self/cmdline', 'latin1').includes('boot.cjs');
        console.log(isSpeedy && fs.statSync('${mark}').size > 3);`,
      code: 1,
      says: [other, /Likely: with -f, nothing stays from one run to the next\./],
    },
    'a script that isn’t fresh': {
      text: "require('./plain.cjs')",
      code: 0,
      says: [/with node\.\n(?! *\w)/],
    },
  });
}

for (const { name, program, isForked } of variants) {
  describe(name, () => {
    const path = join(shop.folder, 'wanted.cjs');
    const expected = isForked
      ? /\nLoaded ahead of fresh runs: 1 of 1 module\./
      : /\nNothing is loaded ahead: processes are started here, not forked\.\n$/;

    for (const [what, args, env] of [
      ['an option', ['--check', '--', '-f', '--ahead', path], {}],
      ['a variable', ['--check', path], { SPEEDY_FRESH: '1', SPEEDY_AHEAD: '1' }],
    ] as const)
      test(`--ahead may be ${what}`, () => {
        shop.script('wanted.cjs', "require('./plain.cjs')");
        const { out, err, code } = shop.run(program, args, env);
        assert.deepEqual([err, code], ['', 0], out);
        assert.match(out, expected);
      });
  });
}

/** Whether modules are being tried for a check. */
function isTrying(): boolean {
  const name = readdirSync(shop.folder).find((one) => one.startsWith('s-check-'));
  const home = join(shop.folder, name ?? '', `s.${process.geteuid?.()}`);
  if (name === undefined || !existsSync(home)) return false;
  return readdirSync(home).some((group) => existsSync(join(home, group, 'scouted')));
}

for (const { name, program } of forked)
  test(`${name}: a signal ends a check that waits for what is loaded ahead, and leaves nothing`, async () => {
    const args = ['--check', shop.script('waited.cjs', hanging)];
    const { folder: cwd, env } = shop;
    const child = spawn(program, args, { cwd, env, stdio: 'ignore', timeout: limit });
    await until('modules are tried', limit, isTrying);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGINT']);
  });
