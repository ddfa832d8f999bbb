// What both frontends say to a command line, and what they refuse.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
const hello = shop.script('hello.cjs', 'console.log("hello")');
const uid = process.geteuid?.();

after(() => shop.close());

const options = 'speedy: read options: ';
const unknown = (option: string) => `${options}${option}: unknown option; see speedy --help\n`;
const notNumber = (option: string) =>
  `${options}${option}: not a whole number from 0 to 2147483647\n`;
const notChoice = (option: string) => `${options}${option}: neither off, warn nor retire\n`;
const noScript = 'speedy: read the command line: script: no script named; see speedy --help\n';
const unsafe = 'not a directory of this user with mode 0700; remove it, or choose another with -T';

const lined = (line: string) =>
  shop.script(`lined-${line.replace(/\W/g, '_')}.cjs`, `${line}\nconsole.log("hello")\n`);

const tooMany = Array.from({ length: 65 }, (_, i) => `-${i}`);

interface Refusal {
  args: string[];
  env?: NodeJS.ProcessEnv;
  code: number;
  err: string;
}

const refused: Record<string, Refusal> = {
  'an unknown option': { args: ['--', '-Z', hello], code: 125, err: unknown('-Z') },
  'an unknown long option': { args: ['--', '--no', hello], code: 125, err: unknown('--no') },
  'a second --': { args: ['--', '--', hello], code: 125, err: unknown('--') },
  'a flag with a value': { args: ['--', '-vx', hello], code: 125, err: unknown('-vx') },
  'a long flag with a value': {
    args: ['--check=1', hello],
    code: 125,
    err: unknown('--check=1'),
  },
  'a bad number': { args: ['--', '-r', '1x', hello], code: 125, err: notNumber('-r') },
  'no number': { args: ['--max-runs=', hello], code: 125, err: notNumber('--max-runs=') },
  'no script behind options': { args: ['-t', '-1'], code: 125, err: noScript },
  'a number too large': {
    args: ['--', '-t2147483648', hello],
    code: 125,
    err: notNumber('-t2147483648'),
  },
  'a bad number in the environment': {
    args: [hello],
    env: { SPEEDY_TIMEOUT: '-1' },
    code: 125,
    err: notNumber('SPEEDY_TIMEOUT=-1'),
  },
  'a bad choice': { args: ['--', '-lon', hello], code: 125, err: notChoice('-lon') },
  'no choice': { args: ['--leak-check=', hello], code: 125, err: notChoice('--leak-check=') },
  'a bad choice in the environment': {
    args: [hello],
    env: { SPEEDY_LEAKCHECK: 'Warn' },
    code: 125,
    err: notChoice('SPEEDY_LEAKCHECK=Warn'),
  },
  'a bad choice in the #! line': {
    args: [lined('#!/usr/bin/speedy -- -lretired')],
    code: 125,
    err: notChoice('-lretired'),
  },
  'a missing value': {
    args: ['--', '-r'],
    code: 125,
    err: `${options}-r: needs a value; see speedy --help\n`,
  },
  'a missing value of a long option': {
    args: ['--tmp-base'],
    code: 125,
    err: `${options}--tmp-base: needs a value; see speedy --help\n`,
  },
  'a relative path': {
    args: ['--', '-Thome', hello],
    code: 125,
    err: `${options}-Thome: not an absolute path\n`,
  },
  'an empty path in the environment': {
    args: [hello],
    env: { SPEEDY_TMPBASE: '' },
    code: 125,
    err: `${options}SPEEDY_TMPBASE=: not an absolute path\n`,
  },
  'nothing at all': { args: [], code: 125, err: noScript },
  'an empty script': { args: [''], code: 125, err: noScript },
  'standard input as script': { args: ['-'], code: 125, err: noScript },
  'too many options': {
    args: [...tooMany, hello],
    code: 125,
    err: `${options}-64: too many options\n`,
  },
  'too many options in one argument': {
    args: [tooMany.join(' '), hello],
    code: 125,
    err: `${options}-64: too many options\n`,
  },
  'another interpreter': {
    args: ['--', '-iruby', hello],
    code: 125,
    err: 'speedy: choose the interpreter: ruby: not an interpreter that speedy runs; use node, perl or auto\n',
  },
  'an unknown option in the #! line': {
    args: [lined('#!/usr/bin/speedy -- -Z')],
    code: 125,
    err: unknown('-Z'),
  },
  'a word in the #! line': {
    args: [lined('#!/usr/bin/speedy -- -r5 word')],
    code: 125,
    err: unknown('word'),
  },
  'an unknown option behind env -S': {
    args: [lined('#!/usr/bin/env -S speedy -- -Y')],
    code: 125,
    err: unknown('-Y'),
  },
  'an unknown option behind env': {
    args: [lined('#!/usr/bin/env speedy -- -X')],
    code: 125,
    err: unknown('-X'),
  },
  'a missing script': {
    args: ['missing.js'],
    code: 127,
    err: 'speedy: open the script: missing.js: No such file or directory\n',
  },
  'a script below a file': {
    args: [`${hello}/x`],
    code: 127,
    err: `speedy: open the script: ${hello}/x: Not a directory\n`,
  },
  'a directory as script': {
    args: [shop.folder],
    code: 126,
    err: `speedy: open the script: ${shop.folder}: not a regular file\n`,
  },
  'a device as script': {
    args: ['/dev/zero'],
    code: 126,
    err: 'speedy: open the script: /dev/zero: not a regular file\n',
  },
  'a path too long': {
    args: [hello],
    env: { SPEEDY_TMPBASE: `/${'x'.repeat(60)}` },
    code: 125,
    err: `speedy: use the directory: /${'x'.repeat(60)}: path too long; choose a shorter one with -T\n`,
  },
  'a directory in no directory': {
    args: [hello],
    env: { SPEEDY_TMPBASE: '/no/such' },
    code: 125,
    err: `speedy: use the directory: /no/such.${uid}: No such file or directory\n`,
  },
};

/** What stands where the user's directory should be. */
const unsafeDirectories: Record<string, (path: string) => void> = {
  link: (path) => symlinkSync(shop.folder, path),
  file: (path) => writeFileSync(path, ''),
  open: (path) => {
    mkdirSync(path);
    chmodSync(path, 0o755);
  },
};
for (const [name, make] of Object.entries(unsafeDirectories)) {
  const base = join(shop.folder, name);
  make(`${base}.${uid}`);
  refused[`an unsafe directory: ${name}`] = {
    args: [hello],
    env: { SPEEDY_TMPBASE: base },
    code: 125,
    err: `speedy: use the directory: ${base}.${uid}: ${unsafe}\n`,
  };
}

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [what, { args, env, code, err }] of Object.entries(refused)) {
      test(`refuses ${what}`, () => {
        const outcome = shop.run(program, args, env);
        assert.deepEqual(outcome, { out: '', err, code, signal: null });
      });
    }

    test('refuses a queue that is no regular file', () => {
      const script = shop.script(`queue-${name}.cjs`, '');
      const home = `${shop.base}.${uid}`;
      const before = existsSync(home) ? readdirSync(home) : [];
      assert.equal(shop.run(program, [script]).code, 0);
      const [key = ''] = readdirSync(home).filter(
        (name) => !before.includes(name) && name !== 'log',
      );
      const queue = join(home, key, 'queue');
      rmSync(queue);
      symlinkSync('/dev/null', queue);
      const { err, code } = shop.run(program, [script]);
      assert.equal(
        err,
        `speedy: use the queue: ${queue}: not a regular file of this user; remove it\n`,
      );
      assert.equal(code, 125);
    });

    test('prints the version', () => {
      for (const args of [['-v'], ['--version'], ['--', '-v', 'more']]) {
        const { out, err, code } = shop.run(program, args);
        assert.match(out, /^speedy \d+\.\d+\.\d+\n$/);
        assert.deepEqual([err, code], ['', 0]);
      }
    });

    test('prints the help, and says so if it can’t', () => {
      assert.match(
        shop.run(program, ['-h']).out,
        /^Usage: speedy .*\n.*127 if there is none\.\n$/s,
      );
      assert.equal(shop.shell(program, 'exec "$0" --help >/dev/full').code, 1);
      assert.equal(shop.shell(program, 'exec "$0" --help >&-').code, 1);
    });

    test('runs an empty script, and /dev/null', () => {
      const empty = shop.script('empty.js', '');
      for (const path of [empty, '/dev/null']) {
        assert.deepEqual(shop.run(program, [path]), { out: '', err: '', code: 0, signal: null });
      }
    });

    test('SPEEDY_OFF=1 runs the interpreter itself', () => {
      const script = shop.script(
        'off.cjs',
        'console.log(process.argv.slice(2).join(), process.execArgv.join())',
      );
      const { out, code } = shop.run(program, ['--no-warnings', script, 'a', '', 'b'], {
        SPEEDY_OFF: '1',
      });
      assert.deepEqual([out, code], ['a,,b --no-warnings\n', 0]);
    });
  });
}
