// Runs of one user with other groups, or that can't gain privileges, share nothing.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { skip as withoutPerl } from '../backend/perl/needed.ts';
import { AdminShop, isGone } from '../frontend/admin/admin-shop.ts';
import { frontends } from '../frontends.ts';
import { missingOther } from '../other-user.ts';

/** What setpriv is told. */
const privileges = [
  ['--regid=7', '--groups=4,42'],
  ['--regid=7', '--clear-groups'],
  ['--regid=8', '--groups=4,42'],
  ['--regid=7', '--groups=7'],
  ['--regid=7', '--groups=4,42', '--no-new-privs'],
];

const status = '^(Gid|Groups|NoNewPrivs):';
const scripts = {
  'node.cjs': `const text = require('node:fs').readFileSync('/proc/self/status', 'utf8');
    console.log([...text.split('\\n').filter((line) => /${status}/.test(line)), process.pid].join(' '));`,
  'perl.pl': `open my $f, '<', '/proc/self/status'; my @own = grep { /${status}/ } <$f>;
    chomp @own; print "@own $$\\n";`,
};

for (const { name, program } of frontends)
  describe(name, { skip: missingOther }, () => {
    const shop = new AdminShop(program);
    after(() => shop.close());
    /** What it shows, and its pid. */
    const split = (out: string) => out.split(/ (?=\d+\n$)/) as [string, string];
    const run = (own: readonly string[], ...command: string[]) => {
      const { out, err, code } = shop.run('setpriv', [...own, ...command]);
      assert.deepEqual([err, code], ['', 0]);
      return split(out);
    };

    for (const [file, code] of Object.entries(scripts)) {
      const skip = file === 'perl.pl' && withoutPerl;
      const script = shop.script(file, code);

      test(`${file}: each has a backend with its own`, { skip }, () => {
        const all = [...privileges, ...privileges];
        const runs = all.map((own) => run(own, program, script));
        const interpreter = file === 'perl.pl' ? 'perl' : process.execPath;
        const plain = privileges.map((own) => run(own, interpreter, script)[0]);
        assert.equal(new Set(plain).size, privileges.length);
        assert.deepEqual(
          runs.map(([shown]) => shown),
          [...plain, ...plain],
        );
        const pids = runs.map(([, pid]) => pid);
        assert.deepEqual(pids.slice(0, privileges.length), pids.slice(privileges.length));
      });
    }

    test('--reload starts none with other privileges: the next run does', () => {
      const script = shop.script('reloaded.cjs', scripts['node.cjs']);
      const [own = []] = privileges;
      const [, before] = split(shop.ok(script));
      const [shown, other] = run(own, program, script);
      shop.ok('--reload', script);
      assert.deepEqual([Number(before), Number(other)].map(isGone), [true, true]);
      assert.equal(shop.pids('idle', script).length, 1);
      assert.equal(run(own, program, script)[0], shown);
    });
  });
