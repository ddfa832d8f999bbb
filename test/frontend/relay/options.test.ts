// What -B and -b name, and what they take.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { scripts, shop } from './room.ts';

for (const { name, program } of frontends) {
  describe(name, () => {
    test('files are passed, and so is what isn’t named', () => {
      const path = shop.script(
        'kinds.cjs',
        `console.error([0, 1].map((fd) => require('node:fs').readlinkSync('/proc/self/fd/' + fd)).join(' '))`,
      );
      const shown = (options: string, rest: string) =>
        shop.shell(program, `"$0" -- ${options} "$1" ${rest}`, [path]).err;
      const file = join(shop.folder, 'file');
      writeFileSync(file, '');
      assert.equal(shown('-B9 -b9', '<file >>file'), `${file} ${file}\n`);
      assert.equal(shown('-B9 -b9', '</dev/null >/dev/null'), '/dev/null /dev/null\n');
      const links = '$(readlink /proc/self/fd/0) $(readlink /proc/self/fd/3)';
      const both = (options: string) =>
        shop
          .shell(
            program,
            `echo | { { echo ${links} >&2; "$0" -- ${options} "$1" >&3; } 3>&1 | cat; }`,
            [path],
          )
          .err.split('\n')
          .map((line) => line.split(' '));
      for (const [options, isIn, isOut] of [
        ['-B9', true, false],
        ['-b9', false, true],
        ['-B0', true, true],
      ] as const) {
        const [[in1, out1] = [], [in2, out2] = []] = both(options);
        assert.deepEqual([in1 === in2, out1 === out2], [isIn, isOut], options);
      }
    });

    for (const option of ['-Bx', '-b-1', '-B2147483648', '--bufsiz-get=1k']) {
      test(`${option} is refused`, () => {
        const { err, code, out } = shop.run(program, ['--', option, scripts.nothing]);
        assert.deepEqual([code, out], [125, '']);
        assert.match(err, /not a whole number from 0 to 2147483647/);
      });
    }
  });
}
