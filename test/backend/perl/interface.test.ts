// CGI::SpeedyCGI and PersistentPerl.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

declare const ROOT: string;
const bound = 30_000;

for (const { name, program } of frontends)
  describe(name, { skip }, () => {
    const openScript = scriptsOf(program);

    function open(code: string, ...options: string[]) {
      const { shop, script, outcome } = openScript(code, ...options);
      const run = (...args: string[]) => {
        const { out, err, code } = outcome(args);
        assert.equal(err, '');
        return [out, code];
      };
      return { shop, script, run };
    }

    for (const module of ['CGI::SpeedyCGI', 'PersistentPerl'])
      test(`${module}: the methods and the variable`, () => {
        const { run } = open(`
          use ${module}; my $in; BEGIN { $in = $${module}::i_am_speedy }
          my $s = ${module}->new;
          print join ' ', $s->i_am_speedy, $in, $s->getopt('MAXRUNS'), $s->setopt('maxRuns', 7), $s->getopt('MaxRuns');
          eval { $s->setopt('MaxRuns', 'x') }; print ' bad' if $@;
          eval { $s->getopt('Nothing') }; print ' none' if $@;`);
        assert.deepEqual(run(), ['1 1 500 500 7 bad none', 0]);
      });

    test('cleanup functions are called in their order, behind END, and once', () => {
      const { run } = open(`
        use CGI::SpeedyCGI; our $n; my $s = CGI::SpeedyCGI->new;
        if (!$n++) { $s->register_cleanup(sub { print "one " }); $s->register_cleanup(\\&two) }
        sub two { print "two " } END { print "end " } exit 3;`);
      assert.deepEqual(run(), ['end one two ', 3]);
      assert.deepEqual(run(), ['end ', 3]);
    });

    test('one that fails is told, and the others are called', () => {
      const { shop, script } = open(`
        use CGI::SpeedyCGI; my $s = CGI::SpeedyCGI->new;
        $s->register_cleanup(sub { die "bad\\n" }); $s->register_cleanup(sub { print "two" });`);
      const { out, err, code } = shop.run(program, [script]);
      assert.deepEqual([out, err, code], ['two', 'bad\n', 1]);
    });

    const leaving = `
      use CGI::SpeedyCGI; our $n; my $s = CGI::SpeedyCGI->new;
      $s->add_shutdown_handler(sub { warn "gone $$\\n" }) if !$n++;
      print "$$ "; $s->shutdown_next_time if @ARGV && $ARGV[0] eq 'next';
      $s->shutdown_now if @ARGV && $ARGV[0] eq 'now'; print "done";`;

    for (const [why, args, said] of [
      ['shutdown_next_time', ['next'], 'done'],
      ['shutdown_now', ['now'], ''],
    ] as const)
      test(`${why} ends the process behind the run, with its shutdown handlers`, async () => {
        const { shop, run } = open(leaving);
        const [out] = run(...args);
        const [pid, rest] = String(out).split(' ');
        assert.equal(rest, said);
        await untilGone(Number(pid));
        assert.ok(shop.log.includes(`gone ${pid}`));
        assert.notEqual(String(run()[0]).split(' ')[0], pid);
      });

    test('so do MaxRuns, and TERM while it is idle', async () => {
      const { shop, run } = open(leaving, '-r2');
      const first = Number(String(run()[0]).split(' ')[0]);
      run();
      await untilGone(first);
      const second = Number(String(run()[0]).split(' ')[0]);
      process.kill(second, 'SIGTERM');
      await untilGone(second);
      await until('both have said so', bound, () =>
        [first, second].every((pid) => shop.log.includes(`gone ${pid}`)),
      );
    });
  });

test('under plain perl, all of it works, and does nothing', { skip }, () => {
  const code = `my $s = CGI::SpeedyCGI->new; $s->register_cleanup(sub { print "no" });
    $s->add_shutdown_handler(sub {}); $s->set_shutdown_handler(sub {}); $s->shutdown_next_time; $s->shutdown_now;
    print $s->i_am_speedy, defined $s->getopt('MaxRuns') ? 1 : 0, defined $s->setopt('MaxRuns', 3) ? 1 : 0,
      PersistentPerl->new->i_am_perperl, $CGI::SpeedyCGI::i_am_speedy ? 1 : 0;`;
  const lib = resolve(ROOT, 'dist/perl');
  const args = ['-w', `-I${lib}`, '-MCGI::SpeedyCGI', '-MPersistentPerl', '-e', code];
  const { stdout, stderr, status } = spawnSync('perl', args, { encoding: 'utf8' });
  assert.deepEqual([stdout, stderr, status], ['00000', '', 0]);
});
