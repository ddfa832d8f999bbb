// What stays in a Perl script's process from run to run, and what is replaced.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const bound = 30_000;

for (const { name, program } of frontends) describe(name, { skip }, () => testPersistence(program));

function testPersistence(speedy: string): void {
  const open = scriptsOf(speedy);

  test('one process serves, and its package variables stay', () => {
    const { run } = open('our $n; print ++$n, " $$"');
    const [first, second, third] = [run(), run(), run()].map((said) => said.split(' '));
    assert.deepEqual([first?.[0], second?.[0], third?.[0]], ['1', '2', '3']);
    assert.deepEqual([second?.[1], third?.[1]], [first?.[1], first?.[1]]);
  });

  test('so they do behind exit, wherever that was called', () => {
    const { run } = open('our $n; sub f { eval { exit } } print ++$n; for (1) { f() }');
    assert.deepEqual([run(), run(), run()], ['1', '2', '3']);
  });

  const lexicals = `
    my $x = 0; my (@l, %h);
    my $given; BEGIN { $given = 'begun' }
    { my $own = 5; sub own { $own++ } }
    sub down { my ($n) = @_; $x++; push @l, $n; $h{$n} = 1; down($n - 1) if $n > 0 }
    down($ARGV[0]);
    our $n;
    print join ' ', ++$n, $x, "@l", join('', sort keys %h), $given, own();
    END { print " $x @l" }`;

  test('variables of the script are new in each run, and its subs use the same', () => {
    const { run } = open(lexicals);
    const expected = (n: number) => `${n} 2 1 0 01 begun 5 2 1 0`;
    assert.deepEqual([run(['1']), run(['1'])], [expected(1), expected(2)]);
  });

  test('also where subs call themselves, deeper each time', () => {
    const { run } = open(lexicals);
    assert.equal(run(['0']), '1 1 0 0 begun 5 1 0');
    assert.equal(run(['2']), '2 3 2 1 0 012 begun 5 3 2 1 0');
    assert.equal(run(['3']), '3 4 3 2 1 0 0123 begun 5 4 3 2 1 0');
    assert.equal(run(['1']), '4 2 1 0 01 begun 5 2 1 0');
  });

  test('one of them that is kept for good costs the process, not the next run', () => {
    const { run } = open(
      'our ($kept, $n); my %h = (n => ++$n); sub h { $h{n} } $kept ||= \\%h; print h(), $kept->{n}',
    );
    assert.deepEqual([run(), run(), run()], ['11', '11', '11']);
  });

  test('each run has its own input, environment, directory and umask', () => {
    const { run } = open(
      'print join " ", $ENV{A} // "-", exists $ENV{B} ? 1 : 0, umask, `echo \\$A\\$C`; $ENV{C} = 5; umask 0; chdir "/"',
    );
    const umask = process.umask();
    assert.equal(run([], { A: 'a', B: '' }), `a 1 ${umask} a\n`);
    assert.equal(run([], { A: 'b' }), `b 0 ${umask} b\n`);
    assert.equal(run(), `- 0 ${umask} \n`);
  });

  test('what one run has left unread is not read by the next', async () => {
    const { script, shop } = open('print scalar <STDIN>');
    for (const line of ['a', 'b', 'c']) {
      const child = spawn(speedy, [script], { env: shop.env, stdio: ['pipe', 'pipe', 'inherit'] });
      child.stdin.end(`${line}\nrest of ${line}\n`);
      assert.equal(await text(child.stdout), `${line}\n`);
    }
  });

  test('signal handlers, and what is blocked, are gone', () => {
    const { run } = open(
      'use POSIX; print join ",", map { $SIG{$_} // "" } qw(TERM USR1 __WARN__ __DIE__);' +
        '$SIG{$_} = sub {} for qw(TERM USR1 __WARN__ __DIE__);' +
        'sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGHUP), my $old = POSIX::SigSet->new);' +
        'print $old->ismember(SIGHUP)',
    );
    assert.match(run(), /^(,|DEFAULT)*0$/);
    assert.match(run(), /^(,|DEFAULT)*0$/);
  });

  test('-r3 is three runs', async () => {
    const { run } = open('our $n; print ++$n, " $$"', '-r3');
    const said = [1, 2, 3, 4].map(() => run().split(' '));
    assert.deepEqual(
      said.map(([n]) => n),
      ['1', '2', '3', '1'],
    );
    await untilGone(Number(said[0]?.[1]));
  });

  test('-t1 leaves when it was idle for a second, and takes the queue with it', async () => {
    const { shop, run } = open('print $$', '-t1');
    await untilGone(Number(run()));
    await until('the queue is removed', bound, () => shop.groups.length === 0);
  });

  test('a changed script is run, within the same second too', () => {
    const { script, run } = open('print "a $$"');
    const before = run();
    writeFileSync(script, 'print "b"');
    assert.match(before, /^a/);
    assert.equal(run(), 'b');
  });

  test('so is a changed module, and a file that is required by a path', () => {
    for (const [name, use] of [
      ['Own.pm', 'use lib "."; use Own'],
      ['own.pl', 'require "./own.pl"'],
    ] as const) {
      const { shop, run } = open(`${use}; print own(), " $$"`);
      const write = (text: string) => shop.script(name, `sub own { "${text}" } 1;`);
      write('a');
      assert.match(run(), /^a/);
      assert.match(run(), /^a/);
      write('b');
      assert.match(run(), /^b/);
      const pid = run();
      assert.match(pid, /^b/);
      assert.equal(run(), pid);
    }
  });

  test('a file that could not be loaded is tried again', () => {
    for (const when of ['', 'BEGIN']) {
      const { shop, run } = open(
        `${when} { $is = eval { require "./own.pl" } } print $is ? own() : "none"`,
      );
      shop.script('own.pl', 'die if !-e "there"; sub own { "a" } 1;');
      assert.deepEqual([run(), run()], ['none', 'none']);
      shop.script('there', '');
      if (when === '') assert.equal(run(), 'a');
      shop.script('own.pl', 'sub own { "b" } 1;');
      assert.deepEqual([run(), run()], ['b', 'b']);
    }
  });

  test('a duplicate of STDOUT that is kept ends the backend, with a relay too', () => {
    for (const options of [[], ['-B100000']]) {
      const { run } = open('open $main::keep, ">&", STDOUT or die; print $$', ...options);
      assert.notEqual(run(), run());
    }
  });

  test('so does one of a file', () => {
    const { shop, script } = open('open $main::keep, ">&", STDOUT or die; print STDERR $$');
    const run = () => shop.run('sh', ['-c', `'${speedy}' '${script}' >out`]).err;
    assert.notEqual(run(), run());
  });

  test('-CA decodes arguments, in each run', () => {
    const { shop, script } = open('print length $ARGV[0]');
    const plain = shop.run('perl', ['-CSA', script, 'é']);
    assert.equal(plain.out, '1');
    for (let run = 1; run <= 3; run++)
      assert.deepEqual(shop.run(speedy, ['-CSA', '--', script, 'é']), plain);
  });

  test('an option of perl’s in the #! line that puts a loop around the script is an error', () => {
    for (const options of ['-s', '-wn', '-l -p']) {
      const { outcome } = open(`#!/usr/bin/perl ${options}\nprint "no"`);
      const { out, err, code } = outcome();
      assert.deepEqual([out, code], ['', 255]);
      assert.match(err, /script\.pl: the option -[snp] of its #! line can't be used/);
    }
    const { shop, script, outcome } = open('#!/usr/bin/perl -wl\nprint 1 + undef');
    assert.deepEqual(outcome(), shop.run('perl', [script]));
  });

  test('-m replaces one that has grown, -a one that is old', async () => {
    const large = open('our $l = "x" x 2**26; print $$', '-m32');
    const first = large.run();
    assert.notEqual(large.run(), first);
    const old = open('print $$', '-a1');
    const pid = Number(old.run());
    await untilGone(pid);
    assert.notEqual(Number(old.run()), pid);
  });

  test('TERM goes to the handler of the script', async () => {
    const { shop, script } = open(
      '$| = 1; $SIG{TERM} = sub { print "term"; exit 4 }; print "on "; sleep 10 while 1',
    );
    const child = spawn(speedy, [script], { env: shop.env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    await until('it runs', bound, () => said === 'on ');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    assert.deepEqual([said, code], ['on term', 4]);
  });

  test('an error ends the process with the run, and the next one has another', async () => {
    const { run, outcome } = open('print $$; die "bad\\n" if @ARGV; END { print " end" }');
    const pid = Number(run().split(' ')[0]);
    assert.deepEqual(outcome(['x']), { out: `${pid} end`, err: 'bad\n', code: 255, signal: null });
    await untilGone(pid);
    assert.notEqual(Number(run().split(' ')[0]), pid);
  });

  test('what warns between runs is in the log', async () => {
    const { shop, run } = open(
      'fork or do { close STDOUT; close STDERR; open STDERR, ">>", "late"; sleep 1; warn "late" }; print "a"',
    );
    assert.equal(run(), 'a');
    const late = join(shop.folder, 'late');
    await until('the child has warned', bound, () =>
      readFileSync(late, 'utf8').includes('late at'),
    );
    assert.equal(shop.log.includes('late at'), false);
  });

  test('a backend waits with the queue as its only place', async () => {
    const { shop, run } = open('print $$');
    const pid = Number(run());
    assert.deepEqual(shop.pidsIn(states.idle), [pid]);
    assert.equal(readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('script.pl'), true);
  });
}
