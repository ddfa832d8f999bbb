// Perl scripts of one group share a process, each in a package of its own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { shopsOf } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';

for (const { name, program } of frontends)
  describe(name, { skip }, () => {
    const newShop = shopsOf(program);

    function open(codes: Record<string, string>, ...options: string[]) {
      const shop = newShop();
      const paths = Object.entries(codes).map(([name, code]) => shop.script(`${name}.pl`, code));
      const run = (index: number, ...args: string[]) =>
        shop.run(program, ['--', '-gsome', ...options, paths[index] ?? '', ...args]);
      const said = (index: number, ...args: string[]): string => {
        const { out, err, code } = run(index, ...args);
        assert.deepEqual([err, code], ['', 0]);
        return out;
      };
      return { shop, paths, run, said };
    }

    const counting = 'our $n; sub who { "own" } print ++$n, " ", ++$main::all, " $$ ", who()';

    test('their package variables are their own, those of main are shared', () => {
      const { said } = open({ one: counting, two: counting.replace('own', 'other') });
      const words = [said(0), said(1), said(0), said(1)].map((line) => line.split(' '));
      assert.deepEqual(
        words.map(([own, all]) => `${own} ${all}`),
        ['1 1', '1 2', '2 3', '2 4'],
      );
      assert.equal(new Set(words.map(([, , pid]) => pid)).size, 1);
      assert.deepEqual(
        words.map(([, , , who]) => who),
        ['own', 'other', 'own', 'other'],
      );
    });

    test('arguments, variables, END and what is behind __END__ are as without a group', () => {
      const code = (name: string) => `use strict; my $x = 0; my $b; BEGIN { $b = 'b' }
        sub down { my $n = shift; $x++; down($n - 1) if $n > 0 } down($ARGV[0]);
        END { print " end $x $?" } print join ' ', '${name}', shift, pop, "@ARGV", $x, $b, __LINE__, $0 =~ m{([^/]*)$}, scalar <DATA>;
        exit 3;
__END__
data of ${name}
`;
      const { run } = open({ one: code('one'), two: code('two') });
      for (let i = 0; i < 3; i++)
        for (const [index, name] of ['one', 'two'].entries()) {
          const { out, err, code } = run(index, String(i), 'mid', 'last');
          const expected = `${name} ${i} last mid ${i + 1} b 3 ${name}.pl data of ${name}\n end ${i + 1} 3`;
          assert.deepEqual([out, err, code], [expected, '', 3]);
        }
    });

    test('a script may have a sub of any name, warnings, -T, and handlers set in BEGIN', () => {
      const code = `use strict; my $x = 'x'; sub run { $x } BEGIN { $SIG{__WARN__} = sub { print "w @_" } }
        warn run() . "\\n";
__END__
unread
`;
      const { shop, paths } = open({ one: code });
      const run = () => shop.run(program, ['-wT', '--', '-gsome', ...paths]);
      const plain = { out: 'w x\n', err: '', code: 0, signal: null };
      const got = [run(), run()];
      assert.deepEqual(got, [plain, plain]);
    });

    test('what BEGIN changes around one is not seen by the other; POD may be its end', () => {
      const show = 'print umask, "$ENV{PATH}|", $ENV{HOME} // "-"; ';
      const changing = `BEGIN { umask 077; $ENV{PATH} = '/x'; delete $ENV{HOME} } ${show}`;
      const { said, shop, paths } = open({ one: changing, two: `${show}\n\n=head1 NAME\n\nx` });
      const plain = paths.map((path) => shop.run('perl', [path]).out);
      assert.deepEqual(
        [said(1), said(0), said(1), said(0)],
        [1, 0, 1, 0].map((i) => plain[i]),
      );
    });

    test('a name of several lines is no code', () => {
      const { said } = open({ 'a\ndie "injected";#': 'print __LINE__', 'b"c': 'print __FILE__' });
      assert.match(said(1), /b\?c/);
      assert.deepEqual([said(0), said(0)], ['1', '1']);
    });

    test('an error in one is followed by a run of the other', () => {
      const { run, said } = open({
        bad: 'print 1;\nif (1) {\n',
        dies: '$! = 0;\ndie "d"',
        good: 'print "good"',
      });
      const bad = run(0);
      assert.match(
        bad.err,
        /^Missing right curly .*syntax error at .*bad\.pl line .*aborted due to compilation errors\.\n$/s,
      );
      assert.deepEqual([bad.out, bad.code], ['', 255]);
      assert.equal(said(2), 'good');
      const dies = run(1);
      assert.match(dies.err, /^d at .*dies\.pl line 2\.\n$/);
      assert.equal(dies.code, 255);
      assert.equal(said(2), 'good');
    });

    test('a changed script is run', () => {
      const { paths, said } = open({ one: 'print "a"', two: 'print "two"' });
      assert.deepEqual([said(0), said(1), said(0)], ['a', 'two', 'a']);
      writeFileSync(paths[0] ?? '', 'print "b"');
      assert.deepEqual([said(1), said(0), said(1), said(0)], ['two', 'b', 'two', 'b']);
    });

    test('-f: each run has a process of its own', () => {
      const { said } = open({ one: counting, two: counting }, '-f');
      const words = [said(0), said(1), said(0)].map((line) => line.split(' '));
      assert.deepEqual(
        words.map(([own, all]) => `${own} ${all}`),
        ['1 1', '1 1', '1 1'],
      );
    });
  });
