// A Perl script with threads: they are those of the run, as under plain perl.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { type Case, testAsPlain } from './as-plain.ts';
import { skipWithout } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

// Perl may find the thread that ends it still there, and say so, or not.
const quietly = 'use threads; no warnings "threads";';
const own = `use strict; use warnings; ${quietly} use threads::shared; $| = 1;`;

/** These are compared in other kinds of processes, too. */
const first: Record<string, Case> = {
  'threads are joined, and share variables': {
    code: `${own} my $sum :shared = 0; my @list :shared; my %seen :shared;
      sub add { my $n = shift; lock $sum; $sum += $n; push @list, $n; $seen{$n} = 1; return $n * 2 }
      add(5); my @all = map { threads->create(\\&add, $_) } 1 .. 3;
      print join ' ', (map { $_->join } @all), $sum, sort(@list), sort keys %seen;`,
  },
  'exit in a thread ends the run': {
    code: `${own} END { print 'end' } my $t = threads->create(sub { print 'in '; exit 3 }); $t->join; print 'no'`,
    status: 3,
  },
  'a thread that BEGIN has started': {
    code: `${own} use Thread::Queue; my ($ask, $say);
      BEGIN {
        ($ask, $say) = (Thread::Queue->new, Thread::Queue->new);
        threads->create(sub { while (my $n = $ask->dequeue) { $say->enqueue($n * $n) } })->detach;
      }
      $ask->enqueue(3); print $say->dequeue`,
  },
};

const others: Record<string, Case> = {
  'a detached thread': {
    code: `${own} my $is_done :shared; threads->create(sub { print 'in '; lock $is_done; $is_done = 1; cond_signal $is_done })->detach;
      { lock $is_done; cond_wait $is_done until $is_done } print 'out'`,
  },
  'a pool of threads, and queues': {
    code: `${own} use Thread::Queue; my ($ask, $say) = (Thread::Queue->new, Thread::Queue->new);
      my @pool = map { threads->create(sub { while (my $n = $ask->dequeue) { $say->enqueue($n * $n) } }) } 1, 2;
      $ask->enqueue(1 .. 9); $ask->end; $_->join for @pool; print join ' ', sort map { $say->dequeue } 1 .. 9`,
  },
  'exit in eval, in a thread that a thread has made': {
    code: `${own} threads->create(sub { threads->create(sub { eval { exit 6 }; print 'no' })->join })->join; print 'no'`,
    status: 6,
  },
  'what was printed before arrives': {
    code: `${quietly} print 'before '; threads->create(sub { print 'in'; exit 3 })->join`,
    status: 3,
  },
  'threads->exit ends the thread': {
    code: `${own} threads->create(sub { print 'in '; threads->exit(3); print 'no' })->join; print 'out'; exit 4`,
    status: 4,
  },
  'so does exit, where the script asks for that': {
    code: `use threads exit => 'threads_only'; $| = 1; threads->create(sub { print 'in '; exit 3 })->join; print 'out'`,
  },
  'an error in a thread': {
    code: `${own} my $t = threads->create(sub { die "bad\\n" }); $t->join; print 'error ', $t->error`,
  },
  'a signal to a thread': {
    code: `${own} my $is_ready :shared; my $t = threads->create(sub {
        $SIG{KILL} = sub { print 'killed '; threads->exit };
        { lock $is_ready; $is_ready = 1; cond_signal $is_ready } select undef, undef, undef, 0.01 while 1 });
      { lock $is_ready; cond_wait $is_ready until $is_ready } $t->kill('KILL')->join; print 'out'`,
  },
  'a thread forks, and a child makes threads': {
    code: `${own} my $how = threads->create(sub { my $p = fork; exit threads->create(sub { 5 })->join if !$p; waitpid $p, 0; $? >> 8 })->join; print $how`,
  },
};

const asks = skipWithout('threads', 'Thread::Queue');
// To them it makes no difference which frontend it is.
for (const { name, program, share } of frontends.slice(0, 1))
  describe(name, { skip: asks }, () => testThreads(program, share));

function testThreads(speedy: string, share: number): void {
  const open = scriptsOf(speedy);
  testAsPlain(speedy, share, { ...first, ...others });
  testAsPlain(speedy, share, first, undefined, '-f');
  testAsPlain(speedy, share, first, undefined, '-gthreads');

  for (const options of [[], ['-gthreads']])
    test(`one process serves, and shared variables stay ${options}`, () => {
      const { run } = open(
        `${own} our $count :shared; my $own :shared; threads->create(sub { lock $count; $count++; $own++ })->join for 1, 2; print "$count $own $$"`,
        ...options,
      );
      const pid = run().split(' ')[2];
      assert.deepEqual([run(), run()], [`4 2 ${pid}`, `6 2 ${pid}`]);
    });

  const left = {
    'a thread that still runs': 'threads->create(sub { sleep 100 });',
    'a detached one': 'threads->create(sub { sleep 100 })->detach;',
    'one that nobody has joined': 'threads->create(sub { });',
    'one that has closed what the run has open':
      'threads->create(sub { close $_ for *STDIN, *STDOUT, *STDERR; sleep 100 })->detach;',
  };
  for (const [title, code] of Object.entries(left))
    test(`${title} ends the backend with the run, and says what perl says`, async () => {
      const { outcome, shop, script } = open(`use threads; ${code} print $$`);
      const plain = shop.run('perl', [script]);
      const outcomes = [outcome(), outcome()];
      // One that nobody has joined may have ended by now, or not.
      const kinds = (err: string) => err.replace(/\d/g, 'n');
      for (const { err } of outcomes) assert.equal(kinds(err), kinds(plain.err));
      const pids = outcomes.map(({ out }) => Number(out));
      assert.notEqual(pids[0], pids[1]);
      await untilGone(...pids);
    });
}
