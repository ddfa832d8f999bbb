// What the kernel answers: strace gives the answers that are rare.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { data, hash, mebibyte, scripts, shop } from './room.ts';

const strace = spawnSync('strace', ['-V']).error === undefined;
const skip = !strace && 'strace is not installed';

for (const { name, program } of frontends) {
  describe(name, () => {
    test('where the kernel has no reads and writes that don’t wait', { skip }, () => {
      const traced = 'strace -f -e inject=splice,preadv2,pwritev2:error=EOPNOTSUPP';
      const [from, to] = ['"$0" -- -B70000 "$1"', '"$0" -- -b70000 "$2"'];
      const warm = '"$0" -- "$1" >/dev/null; "$0" -- "$2" </dev/null >/dev/null';
      const run = `${warm}; ${traced} -o log1 ${from} | ${traced} -o log2 ${to} | cat`;
      const { out } = shop.shell(program, run, [scripts.writer, scripts.reader]);
      assert.equal(out, hash(data));
      const tried = (log: string) =>
        readFileSync(join(shop.folder, log), 'utf8').includes('EOPNOTSUPP');
      assert.deepEqual(['log1', 'log2'].map(tried), [true, true]);
    });

    test('a reader that goes away while it is written to', { skip }, () => {
      const path = shop.script(
        'endless.cjs',
        `process.stdout.on('error', () => {});
         const more = (error) =>
           error ? process.exit(error.code === 'EPIPE' ? 4 : 5) : process.stdout.write('x'.repeat(1e4), more);
         if (process.argv[2]) more()`,
      );
      // Past poll, which would tell by itself that the reader has gone.
      const inject = '-e inject=splice:error=EINVAL -e inject=pwritev2:error=EPIPE:signal=SIGPIPE';
      const writer = `{ strace -f -o log ${inject} "$0" -- -B${mebibyte} "$1" on; echo $? >&2; }`;
      const run = `"$0" -- "$1"; ${writer} | cat >/dev/null`;
      assert.equal(shop.shell(program, run, [path]).err, '4\n');
      assert.match(
        readFileSync(join(shop.folder, 'log'), 'utf8'),
        /pwritev2.* EPIPE .*\(INJECTED\)/,
      );
    });
  });
}
