// Signals that are ignored where a run comes from are ignored in its script, and in no other run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import type { Outcome, Workshop } from '../../workshop.ts';
import { shopsOf } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';

/** What each run ignores. */
const traps = ['HUP PIPE TERM', '', 'INT QUIT USR1 USR2 ALRM', 'HUP', ''];

const status = `open my $f, '<', '/proc/self/status'; print grep { /^SigIgn/ } <$f>`;
const scripts = {
  'what is shown, is done, and child processes get': `
    my @names = qw(HUP INT QUIT PIPE TERM ALRM USR1 USR2 CHLD);
    $| = 1;
    print map { "$_ " . ($SIG{$_} // '-') . "\\n" } @names;
    kill $_ => $$ for grep { ($SIG{$_} // '') eq 'IGNORE' } @names;
    ${status}; system 'grep SigIgn /proc/self/status';
    $SIG{$_} = 'DEFAULT' for @names[0 .. 4]; $SIG{USR1} = sub { 1 };`,
  'a handler that BEGIN has set': `BEGIN { $SIG{HUP} = sub { print 'handled' }; $SIG{USR2} = 'IGNORE' }
    print $SIG{USR2}, $SIG{TERM} // '-'; kill HUP => $$; ${status};`,
};

const isolated = { '': [], 'in a group': ['-gsome'], fresh: ['-f'] };

/** A shell with these ignored becomes the program. */
function ignoring(shop: Workshop, trap: string, program: string, ...args: string[]): Outcome {
  const ignore = trap === '' ? '' : `trap '' ${trap};`;
  return shop.shell(program, `${ignore} exec "$0" "$@"`, args);
}

for (const { name, program, share } of frontends)
  describe(name, { skip }, () => {
    const newShop = shopsOf(program);

    for (const [mode, options] of Object.entries(isolated).slice(0, share === 1 ? 3 : 1))
      for (const [title, code] of Object.entries(scripts))
        test(`as under plain perl: ${title} ${mode}`, () => {
          const shop = newShop();
          const script = shop.script('script.pl', code);
          for (const trap of traps) {
            const plain = ignoring(shop, trap, 'perl', script);
            assert.deepEqual([plain.err, plain.code], ['', 0]);
            assert.deepEqual(ignoring(shop, trap, program, '--', ...options, script), plain, trap);
          }
        });

    test('a closed pipe is an error where PIPE is ignored, else the end', () => {
      const shop = newShop();
      const script = shop.script(
        'pipe.pl',
        'print "x" x 1e6; close STDOUT; print STDERR "on: $!\n"',
      );
      const ended = (trap: string, runner: string) => {
        // More than a pipe holds: it writes on when nobody reads any more.
        shop.shell(runner, `(${trap} "$0" "$1" 2>said; echo $? >>said) | :`, [script]);
        return readFileSync(join(shop.folder, 'said'), 'utf8');
      };
      for (const [trap, expected] of [
        ["trap '' PIPE;", 'on: Broken pipe\n0\n'],
        ['', '141\n'],
        ["trap '' PIPE;", 'on: Broken pipe\n0\n'],
      ] as const) {
        assert.equal(ended(trap, 'perl'), expected);
        assert.equal(ended(trap, program), expected);
      }
    });
  });
