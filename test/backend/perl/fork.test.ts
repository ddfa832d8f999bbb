// A Perl script that forks: its children are processes of its own, as under plain perl, and no backends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { isGone, untilGone } from '../fresh/fresh-shop.ts';
import { type Case, testAsPlain } from './as-plain.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const bound = 30_000;

const cases: Record<string, Case> = {
  'exit in a child, and END blocks': {
    code: '$| = 1; END { print "end $?;" } my $p = fork; if (!$p) { print "c"; exit 3 } waitpid $p, 0; print $? >> 8; exit 4',
    status: 4,
  },
  'a child of an END block': {
    code: '$| = 1; END { print "last" } END { if (!fork) { print "c"; exit } wait } END { print "first" } print "m"',
  },
  'a child of an END block that comes to its end': {
    code: '$| = 1; END { if (my $p = fork) { local $?; waitpid $p, 0; print "p$?" } else { print "c" } } END { $? = 7 } print "m"',
    status: 7,
  },
  'a child that comes to the end': {
    code: '$| = 1; END { print "end;" } my $p = fork; if ($p) { waitpid $p, 0; print "p$?" } else { print "c" }',
  },
  'an error in a child': {
    code: '$| = 1; my $p = fork; if (!$p) { die "bad\n" } waitpid $p, 0; print $? >> 8',
  },
  'a child that a signal ends': {
    code: 'my $p = fork; if (!$p) { kill KILL => $$; sleep 9 } waitpid $p, 0; print $? & 127',
  },
  'exit in a sub, in eval, in a child': {
    code: 'sub f { eval { exit 5 } } my $p = fork; f() if !$p; waitpid $p, 0; print $? >> 8',
  },
  'exit in the block of a sort, in a child': {
    code: 'my $p = fork; if (!$p) { my @a = sort { exit 6 } 1, 2 } waitpid $p, 0; print $? >> 8',
  },
  'die over all, in a child': {
    code: '$| = 1; my $p = fork; eval { die "x\n" if !$p }; if (!$p) { print "caught $@"; exit } waitpid $p, 0; print "p"',
  },
  'a child of a child': {
    code: '$| = 1; if (my $p = fork) { waitpid $p, 0; print $? >> 8; exit } if (my $q = fork) { waitpid $q, 0; exit +($? >> 8) + 1 } print "q"; exit 7',
  },
  'wait for all': {
    code: 'for my $n (1 .. 3) { next if fork; exit $n } my $sum = 0; $sum += $? >> 8 while wait != -1; print $sum, " ", $! + 0',
  },
  'its own pid, and that of its parent': {
    code: '$| = 1; my $own = $$; my $p = fork; if (!$p) { print $$ != $own && getppid == $own ? "yes" : "no"; exit } waitpid $p, 0; print $$ == $own ? "yes" : "no"',
  },
  'forms of the call': {
    code: 'use strict; use warnings; my @p; push @p, fork // die; exit 1 if !$p[-1]; push @p, fork() || exit 2; (push @p, fork) && !$p[-1] and exit 3; unless (defined($p[@p] = fork)) { die } exit 4 if !$p[-1]; print join ",", map { waitpid $_, 0; $? >> 8 } @p',
  },
  'POSIX::fork, CORE::fork': {
    code: 'use POSIX (); for my $f (sub { POSIX::fork() }, sub { CORE::fork() }) { my $p = $f->(); exit 3 if !$p; waitpid $p, 0; print $? >> 8 }',
  },
  'open reads from a child': {
    code: 'my $p = open(my $f, "-|") // die; if (!$p) { print "from child"; exit 3 } print <$f>; close $f; print $? >> 8',
  },
  'open reads from a child that comes to the end': {
    code: 'my $p = open(my $f, "-|") // die; if ($p) { print "<", <$f>, ">"; close $f; print $? } else { print "c" }',
  },
  'open writes to a child': {
    code: '$| = 1; my $p = open(my $f, "|-") // die; if (!$p) { print "got ", <STDIN>; exit 3 } print $f "line\n"; close $f; print $? >> 8',
  },
  'open of a program': {
    code: '$| = 1; open my $f, "-|", "echo a; exit 3"; print <$f>; close $f; print $? >> 8; open my $g, "|-", "cat"; print $g "b"; close $g',
  },
  'open3 and open2': {
    code: 'use IPC::Open3; use IPC::Open2; my $p = open3(my $in, my $out, undef, "cat; exit 3"); print $in "a\n"; close $in; print <$out>; waitpid $p, 0; print $? >> 8; $p = open2(my $o, my $i, "tr", "a", "b"); print $i "aa"; close $i; print <$o>; waitpid $p, 0; print $?',
  },
  'system, backticks, and a program that is not there': {
    code: '$| = 1; print system("sh", "-c", "exit 3") >> 8, `echo a`, $? >> 8, qx(exit 4;), $? >> 8, system({ "/no" } "no"), $? ',
  },
  'a handler for children': {
    code: 'use POSIX ":sys_wait_h"; my ($n, $s) = (0, 0); $SIG{CHLD} = sub { while ((my $p = waitpid -1, WNOHANG) > 0) { $n++; $s += $? >> 8 } }; for my $i (1 .. 3) { next if fork; exit $i } select undef, undef, undef, 0.05 while $n < 3; print "$n $s"',
  },
  'children that are ignored': {
    code: '$SIG{CHLD} = "IGNORE"; exit 3 if !fork; print wait, " ", system "true"',
  },
  'sleep is interrupted by a child’s end': {
    code: 'my $n = 0; $SIG{CHLD} = sub { $n++ }; if (!fork) { select undef, undef, undef, 0.2; exit } my $s = sleep 20; print $s < 10 ? "yes" : "no", $n; wait',
  },
  'an alarm is none of the child’s': {
    code: '$| = 1; alarm 100; my $p = fork; if (!$p) { print alarm 0; exit } waitpid $p, 0; print alarm(0) > 90 ? "yes" : "no"',
  },
  'a handler in a child': {
    code: '$| = 1; $SIG{TERM} = sub { print "t"; exit 9 }; my $p = fork; if (!$p) { sleep 9 while 1 } kill TERM => $p; waitpid $p, 0; print $? >> 8',
  },
  'random numbers': {
    code: '$| = 1; my $p = open(my $f, "-|") // die; my @l; for (1, 2) { pipe my $r, my $w; my $p = fork; if (!$p) { print $w rand; close $w; POSIX::_exit(0) } close $w; push @l, <$r>; waitpid $p, 0 } if (!$p) { exit } use POSIX; print $l[0] ne $l[1] && $l[0] ne rand ? "differ" : "same @l"',
  },
  'random numbers that are asked for': {
    code: '$| = 1; srand 5; my $p = fork; if (!$p) { print int rand 1e6; exit } waitpid $p, 0; print " ", int rand 1e6; print " ", srand(7), srand +8',
  },
  'a child of a BEGIN block': {
    code: '$| = 1; my $p; BEGIN { $p = fork // die; waitpid $p, 0 if $p } print $p ? "p" : "c"; INIT { print "i" } END { print "e" }',
  },
  'a pipe between both': {
    code: 'pipe my $r, my $w; my $p = fork; if (!$p) { close $r; print $w "x" x 100_000; exit } close $w; { local $/; print length <$r> } waitpid $p, 0; print $?',
  },
  'the lock of a file': {
    code: 'use Fcntl ":flock"; open my $l, "<", $0; flock $l, LOCK_EX; my $p = fork; if (!$p) { open my $m, "<", $0; exit(flock($m, LOCK_EX | LOCK_NB) ? 1 : 2) } waitpid $p, 0; print $? >> 8',
  },
};

for (const { name, program, share } of frontends)
  describe(name, { skip }, () => testFork(program, share));

function testFork(speedy: string, share: number): void {
  const openScript = scriptsOf(speedy);
  // Of a BEGIN block, later runs see nothing.
  testAsPlain(speedy, share, cases, (code) => (code.includes('BEGIN') ? 1 : 3));

  /** The children note their pids, and live until `go` is there. */
  function open(code: string, ...options: string[]) {
    const opened = openScript(`${living}\n${code}`, ...options);
    const { folder } = opened.shop;
    const children = () =>
      existsSync(join(folder, 'pids'))
        ? readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number)
        : [];
    const go = () => writeFileSync(join(folder, 'go'), '');
    return { ...opened, children, go };
  }
  const living = `
    sub live { open my $f, '>>', 'pids' or die; syswrite $f, "$$\\n"; close $f; select undef, undef, undef, 0.02 until -e 'go' || !-e 'pids' }
    sub detach { open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null' }
    use strict; use warnings;`;

  const filesOf = (pid: number): string[] => {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
  };

  const calls = [['fork'], ['fork', '-f'], ['fork', '-gother']] as const;
  for (const [call, ...options] of calls)
    test(`${[call, ...options].join(' ')}: a child lives on: the run is over, and it is no backend`, async () => {
      const { shop, run, children, go } = open(
        `use POSIX (); my $p = ${call} // die; if (!$p) { detach(); live(); open my $f, ">>", "done"; print $f "done\n" } else { select undef, undef, undef, 0.02 until -s "pids"; print "$$ $p" }`,
        ...options,
      );
      const [, child] = run().split(' ').map(Number) as [number, number];
      assert.deepEqual(children(), [child]);
      assert.ok(!isGone(child));
      const files = filesOf(child);
      assert.deepEqual(
        files.filter((file) => file.startsWith('socket:') || /queue/.test(file)),
        [],
      );
      assert.ok(!shop.pidsIn(states.idle).includes(child));
      go();
      await untilGone(child);
      assert.equal(readFileSync(join(shop.folder, 'done'), 'utf8'), 'done\n');
      run();
      await until('the second is done', bound, () =>
        readFileSync(join(shop.folder, 'done'), 'utf8').includes('done\ndone\n'),
      );
    });

  test('a daemon: it forks twice, in a session of its own', async () => {
    const { run, children, go } = open(
      'use POSIX (); if (my $p = fork) { waitpid $p, 0; print "started $?"; exit } POSIX::setsid(); exit if fork; detach(); chdir "."; live()',
    );
    assert.equal(run(), 'started 0');
    await until('it is there', bound, () => children().length === 1);
    const [pid = 0] = children();
    assert.deepEqual(
      filesOf(pid).filter((file) => /socket:|queue/.test(file)),
      [],
    );
    assert.equal(run(), 'started 0');
    go();
    await until('both are there', bound, () => children().length === 2);
    await untilGone(...children());
  });

  test('what a child says behind the run arrives', async () => {
    const { shop, script, go } = open('$| = 1; print "p\n"; exit if fork; live(); print "late\n"');
    for (const options of [[], ['-B4096']]) {
      const child = spawn(speedy, ['--', ...options, script], {
        cwd: shop.folder,
        env: shop.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (data) => {
        said += data;
      });
      const closed = once(child, 'close');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      go();
      await closed;
      assert.equal(said, 'p\nlate\n');
    }
  });

  test('children of a run are none of the next one’s', async () => {
    const { run, children, go } = open(
      'if (@ARGV) { $SIG{CHLD} = sub { print "told" }; print wait; exit } if (!fork) { detach(); live(); exit } select undef, undef, undef, 0.02 until -s "pids"; print "p"',
    );
    assert.equal(run(), 'p');
    assert.equal(run(['x']), '-1');
    go();
    await untilGone(...children());
  });

  test('without such children, the backend stays', () => {
    const { run } = open('our $n; exit if !fork; wait; system "true"; print ++$n, $$');
    const [first, second] = [run(), run()];
    assert.equal(first.slice(1), second.slice(1));
    assert.equal(second[0], '2');
  });

  test('a process that BEGIN forks is none that backends are forked from', () => {
    const { run } = open(
      'our $own; BEGIN { $own = fork // die; waitpid $own, 0 if $own } print $own ? "p" : "c"',
      '-r1',
    );
    assert.equal(run(), 'cp');
    assert.equal(run(), 'p');
  });

  test('a death of the parent is told while a child lives', async () => {
    const { outcome, children, go } = open(
      'if (!fork) { detach(); live(); exit } select undef, undef, undef, 0.02 until -s "pids"; kill KILL => $$',
    );
    assert.equal(outcome().signal, 'SIGKILL');
    assert.ok(!isGone(children()[0] ?? 0));
    go();
    await untilGone(...children());
  });

  const held = [
    ['CORE::fork', 'kill KILL => $$', 'SIGKILL'],
    ['CORE::fork', '$! = 0; die', 255],
    ['CORE::fork', 'exit 3', 3, '-f'],
    ['open(my $f, "-|")', 'kill KILL => $$', 'SIGKILL'],
  ] as const;
  for (const [call, end, status, ...options] of held)
    test(`${call}, ${end}: the end is told while a child lives`, async () => {
      const { outcome, children, go } = open(
        `my $p = ${call} // die; if (!$p) { detach(); live(); POSIX::_exit(0) } select undef, undef, undef, 0.02 until -s "pids"; ${end}`,
        ...options,
      );
      const { signal, code } = outcome();
      assert.equal(signal ?? code, status);
      assert.ok(!isGone(children()[0] ?? 0));
      go();
      await untilGone(...children());
    });

  test('the parent calls exec while a child lives', async () => {
    const { outcome, children, go } = open(
      'if (!fork) { detach(); live(); exit } select undef, undef, undef, 0.02 until -s "pids"; exec "echo a; exit 3"',
    );
    const { out, code } = outcome();
    assert.deepEqual([out, code], ['a\n', 3]);
    go();
    await untilGone(...children());
  });

  test('a child outlives its frontend that is killed', async () => {
    const { shop, script, children, go } = open('if (!fork) { detach(); live(); exit } sleep 100');
    const child = spawn(speedy, [script], { cwd: shop.folder, env: shop.env, stdio: 'ignore' });
    await until('it lives', bound, () => children().length === 1);
    const [serving = 0] = shop.pidsIn(states.serving);
    child.kill('SIGKILL');
    await untilGone(serving);
    const [pid = 0] = children();
    assert.ok(!isGone(pid));
    go();
    await untilGone(pid);
  });

  test('a seed of one run is none of the next one’s', () => {
    const { run } = open('srand 42 if @ARGV; print rand');
    run(['x']);
    const [first, second] = [run(), run()];
    run(['x']);
    assert.equal(new Set([first, second, run(), run(['x'])]).size, 4);
    assert.equal(run(['x']), run(['x']));
  });

  test('each run that asks for random numbers after a fork gets other ones in the child', () => {
    const { run } = open(
      '$| = 1; rand; pipe my $r, my $w; my $p = fork; if (!$p) { syswrite $w, rand; exit } close $w; print rand() eq <$r> ? "same" : "differ"; waitpid $p, 0',
    );
    for (let i = 0; i < 3; i++) assert.equal(run(), 'differ');
  });
}
