// Descriptors, arguments and environment reach the script as they were given to the frontend.
import assert from 'node:assert/strict';
import { constants, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const descriptors = shop.script(
  'descriptors.cjs',
  `const fs = require('node:fs');
   const links = [0, 1, 2].map((fd) => fs.readlinkSync('/proc/self/fd/' + fd));
   fs.writeFileSync(process.argv[2], JSON.stringify(links));`,
);
const report = join(shop.folder, 'report');
const input = shop.script('in', 'input');
const output = join(shop.folder, 'out');
const errors = join(shop.folder, 'err');

/** Which are closed, and what the script finds; node itself opens the null device there. */
const closed: Record<string, string[]> = {
  '': [input, output, errors],
  '<&-': ['/dev/null', output, errors],
  '>&-': [input, '/dev/null', errors],
  '2>&-': [input, output, '/dev/null'],
  '<&- >&-': ['/dev/null', '/dev/null', errors],
  '<&- >&- 2>&-': ['/dev/null', '/dev/null', '/dev/null'],
};

const shown = shop.script(
  'shown.cjs',
  `const variables = Object.entries(process.env).filter(([name]) => name !== 'SPEEDY_TMPBASE');
   console.log(JSON.stringify([process.argv.slice(2), variables, process.cwd(), process.umask()]));`,
);

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [how, links] of Object.entries(closed)) {
      test(`descriptors, ${how || 'none'} closed`, () => {
        rmSync(report, { force: true });
        const command = `exec "$0" "$1" "$2" <in >out 2>err ${how}`;
        const { code } = shop.shell(program, command, [descriptors, report]);
        assert.equal(code, 0);
        assert.deepEqual(JSON.parse(readFileSync(report, 'utf8')), links);
        assert.equal(readFileSync(join(shop.folder, 'out'), 'utf8'), '');
        assert.equal(readFileSync(join(shop.folder, 'err'), 'utf8'), '');
      });
    }

    test('a failure is said to nobody where standard error is closed', () => {
      const { out, err, code } = shop.shell(program, 'exec "$0" missing.js 2>&-');
      assert.deepEqual([out, err, code], ['', '', 127]);
    });

    test('what is appended to stays so', () => {
      const script = shop.script('write.cjs', 'process.stdout.write(process.argv[2])');
      const command =
        'exec 3>>log; "$0" "$1" one >&3; : >log; "$0" "$1" two >&3; grep ^flags: /proc/self/fdinfo/3';
      const { out, code } = shop.shell(program, command, [script]);
      assert.equal(code, 0);
      assert.equal(readFileSync(join(shop.folder, 'log'), 'utf8'), 'two');
      const flags = Number.parseInt(out.replace('flags:', ''), 8);
      assert.deepEqual(
        [flags & constants.O_APPEND, flags & constants.O_NONBLOCK],
        [constants.O_APPEND, 0],
      );
    });

    const variables: Record<string, string> = {
      'one variable': 'A=1',
      'what a shell changes':
        'A=1 PWD=/no OLDPWD=/old SHLVL=7 _=x IFS=y self=a here=b node=c open=d',
      'names that a shell drops': 'a.b=1 c-d=2 =e',
      'bytes that are no UTF-8': `A=$(printf '\\377x') B=$(printf '\\303\\251')`,
      'an empty value': 'A= B',
      'what node itself would act on': 'UV_THREADPOOL_SIZE=1 NODE_V8_COVERAGE= NODE_REPL_MODE=x',
    };
    for (const [what, environment] of Object.entries(variables)) {
      test(`environment: ${what}`, () => {
        const node = process.execPath;
        const command = `env -i SPEEDY_TMPBASE=${shop.base} ${environment} "$@"`;
        const args = ['a', '', 'b c', '-x', 'é'];
        const ours = shop.shell(program, `umask 026; ${command.replace('"$@"', '"$0" "$@"')}`, [
          shown,
          ...args,
        ]);
        const plain = shop.shell(program, `umask 026; ${command}`, [node, shown, ...args]);
        assert.deepEqual(ours, plain);
      });
    }

    test('arguments that are no UTF-8', () => {
      const command = 'exec "$@" "$(printf "\\377\\303\\251")" "" "$(printf "\\200")"';
      const ours = shop.shell(program, command.replace('"$@"', '"$0" "$@"'), [shown]);
      const plain = shop.shell(program, command, [process.execPath, shown]);
      assert.deepEqual(JSON.parse(ours.out)[0], JSON.parse(plain.out)[0]);
      assert.equal(ours.code, 0);
    });

    test('a script whose name is no UTF-8', () => {
      const command = `cp "$1" "$(printf 'n\\377.cjs')"; exec "$0" "$(printf 'n\\377.cjs')x"`;
      const { err, code } = shop.shell(program, command, [shown]);
      assert.equal(err, 'speedy: open the script: n\xff.cjsx: No such file or directory\n');
      assert.equal(code, 127);
    });

    test('a megabyte of environment', () => {
      const script = shop.script(
        'large.cjs',
        'console.log(process.env.L1.length + process.env.L9.length)',
      );
      const large = Object.fromEntries(
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`L${n}`, 'x'.repeat(120_000)]),
      );
      assert.equal(shop.run(program, [script], large).out, '240000\n');
    });

    test('NODE_OPTIONS are the script’s, and not the frontend’s', () => {
      const loaded = shop.script(
        `loaded-${name}.cjs`,
        `require('node:fs').appendFileSync('${report}', 'x')`,
      );
      const script = shop.script(`options-${name}.cjs`, 'console.log(process.env.NODE_OPTIONS)');
      rmSync(report, { force: true });
      const env = { NODE_OPTIONS: `--require=${loaded}`, NODE_NO_WARNINGS: name };
      for (let i = 0; i < 2; i++) {
        assert.equal(shop.run(program, [script], env).out, `--require=${loaded}\n`);
      }
      assert.equal(readFileSync(report, 'utf8'), 'x');
    });
  });
}
