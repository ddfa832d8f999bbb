// A run of a Perl script, the first and each later one, is the same as under plain perl.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { type Outcome, Workshop } from '../../workshop.ts';
import { skip } from './needed.ts';

const shop = new Workshop();
after(() => shop.close());

interface Case {
  code: string;
  options?: string[];
  args?: string[];
  /** What it is there for is seen in this; else the exit status is 0. */
  status?: number | NodeJS.Signals;
}

const cases: Record<string, Case> = {
  'arguments, empty ones too': { code: 'print "<$_>" for @ARGV', args: ['a', '', 'b c', '\xff'] },
  'a status': { code: 'print "a"; exit 3; print "b"', status: 3 },
  'a status of exit without one': { code: 'print "a"; exit', status: 0 },
  'a large status': { code: 'exit 259', status: 3 },
  'a negative status': { code: 'exit -1', status: 255 },
  'exit inside eval': { code: 'eval { exit 4 }; print "no"', status: 4 },
  'exit inside an eval of text': { code: 'eval q(exit 4); print "no"', status: 4 },
  'exit in a sub, in loops of the script': {
    code: 'sub f { exit 5 } LINE: for (1) { while (1) { f() } } print "no"',
    status: 5,
  },
  'exit in BEGIN': { code: 'print "no"; BEGIN { print "b"; exit 6 }', status: 6 },
  'exit in the block of a sort': { code: 'my @a = sort { exit 7 } 1, 2; print "no"', status: 7 },
  'exit in a signal handler': {
    code: '$SIG{USR1} = sub { exit 8 }; kill USR1 => $$; sleep 1; print "no"',
    status: 8,
  },
  'exit in a destructor': {
    code: 'sub DESTROY { exit 9 } { my $o = bless [] } print "no"',
    status: 9,
  },
  'exit in a tied variable': {
    code: 'sub TIESCALAR { bless [] } sub FETCH { exit 10 } tie my $t, "main"; print "$t no"',
    status: 10,
  },
  'exit in an overloaded operator': {
    code: 'use overload q("") => sub { exit 11 }; my $o = bless []; print "$o no"',
    status: 11,
  },
  'exit in END, and those behind it': {
    code: 'END { print "last $?" } END { exit 12 } END { print "first $?;" } exit 1',
    status: 12,
  },
  'exit in a file that is required': {
    code: 'require "./exits.pl"; print "no"',
    status: 13,
  },
  'exit in a file that is done': { code: 'do "./exits.pl"; print "no"', status: 13 },
  'POSIX::_exit': { code: 'use POSIX; $| = 1; print "a"; POSIX::_exit(14)', status: 14 },
  'an uncaught error': { code: 'print "a";\ndie "bad"', status: 255 },
  'an uncaught error, with errno': { code: '$! = 2; die "bad\n"', status: 2 },
  'an error inside eval': {
    code: 'eval { die "bad\n" }; print "caught $@", defined $^S ? $^S : "-"',
  },
  'an error that a handler sees': {
    code: '$SIG{__DIE__} = sub { print "handler $^S: @_" }; eval { die "a\n" }; die "b\n"',
    status: 255,
  },
  'a warning that a handler sees': { code: '$SIG{__WARN__} = sub { print "w: @_" }; warn "a"' },
  warnings: { code: 'my $x; print "a" . $x; my @a = (1); print "$a[3]"', options: ['-w'] },
  'a warning with the line of a file': { code: '<STDIN>; <DATA>; warn "here"\n__END__\nx\n' },
  'a script that is not perl': { code: 'print 1;\nthis is not perl at all;\n', status: 255 },
  'a missing brace': { code: 'print 1;\nif (1) {\nprint 2;\n', status: 255 },
  'use of a module that is not there': { code: 'use No::Such::Module;', status: 2 },
  'a death by signal': { code: '$| = 1; print "a"; kill TERM => $$; sleep 5', status: 'SIGTERM' },
  'a signal that waits at its end': {
    code: 'use POSIX; sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGTERM)); kill TERM => $$; print "a"',
  },
  'a tied STDOUT, and an error': {
    code: '{ package T; sub TIEHANDLE { bless [] } sub PRINT { } sub UNTIE { die } } tie *STDOUT, "T"; print 1; die "oops\n"',
    status: 255,
  },
  'a class that minds to be untied': {
    code: '{ package T; sub TIEHANDLE { bless [] } sub TIEHASH { bless {} } sub PRINT { } sub UNTIE { die "no" } } tie *STDOUT, "T"; tie %ENV, "T"; my %h; sub f { %h } tie %h, "T"',
  },
  'an alarm that a destructor sets': {
    code: '{ package D; sub DESTROY { alarm 1; print "d" } } our $kept = 1; my $d = bless [], "D"; sub f { $d } print "a"',
  },
  'words behind what END says': {
    code: '$\\ = "!"; $, = "-"; END { $! = 0; die "x\n" } print 1, 2',
    status: 255,
  },
  'a death by KILL': { code: 'kill KILL => $$; sleep 5', status: 'SIGKILL' },
  'what is behind __END__': { code: 'print <DATA>; print "-", eof DATA\n__END__\none\ntwo\n' },
  'what is behind __DATA__, read to its first line': {
    code: 'print scalar <DATA>\n__DATA__\none\ntwo\n',
  },
  'its own source': { code: 'seek DATA, 0, 0; print <DATA>\n__END__\none\n' },
  'words that look like its end': {
    code: 'print <<E;\n__END__\n}\nE\nprint "}";\n=pod\n\n__DATA__ }\n\n=cut\nprint "x"',
  },
  'an end inside of a line': { code: 'print "a"; __END__ print "b"' },
  'a script that ends in POD': { code: 'print "a";\n\n=head1 NAME\n\nx\n' },
  'an empty script': { code: '' },
  'who calls': {
    code: 'print defined caller() ? "called" : "main"; sub f { print join ",", (caller 0)[0..4], scalar(() = caller 1) } f();',
  },
  'a stack': { code: 'use Carp; sub f { eval { Carp::confess("c") }; print $@ } f(1)' },
  'its own names': {
    code: 'print "$0 ", __FILE__, " ", __LINE__, " ", __PACKAGE__, " ", \x24{^GLOBAL_PHASE}',
  },
  'return outside of a sub': { code: 'print "a"; return 1', status: 255 },
  'END blocks': {
    code: 'END { print "1 $?" } END { print "2 $?"; $? = 7 } print "a"; exit 3',
    status: 7,
  },
  'destructors and END': {
    code: 'sub DESTROY { print "D$_[0][0];" } my $f = bless [1]; my $g = bless [2]; sub g { $g } END { print "END;" } print "body;"',
  },
  'BEGIN and INIT blocks': {
    code: 'my $x; BEGIN { $x = "b" } INIT { $x .= "i" } print $x',
    args: ['only once'],
  },
  input: { code: 'print "in:", <STDIN>' },
  'local at the top': { code: 'local $, = "-"; local $\\ = "!"; local $| = 1; print 1, 2' },
  'special variables': {
    code: 'print join "|", map { defined $_ ? $_ : "u" } $_, $,, $\\, $/, $", $|, $., $@, $!+0, $?; ($_, $,, $\\, $/, $", $|, $@, $!, $?) = (1) x 9',
  },
  'the selected handle': { code: 'print "a"; select STDERR; print "b"' },
  'STDOUT closed': { code: 'print "a"; close STDOUT; print "b"; print STDERR "c"' },
  'STDOUT elsewhere': { code: 'open STDOUT, ">", "/dev/null"; print "a"; print STDERR "c"' },
  layers: { code: 'binmode STDOUT, ":utf8"; print chr 0x263a', status: 0 },
  'a character without layers': { code: 'print chr 0x263a', status: 0 },
  'use utf8': {
    code: 'use utf8; my $ä = "ö"; print length $ä; binmode STDOUT, ":encoding(latin1)"; print $ä',
  },
  'a format': {
    code: 'our $n = "name";\nformat STDOUT_TOP =\ntop\n.\nformat STDOUT =\n@<<<<< @>>\n$n, $-\n.\nwrite; write;',
  },
  'a dup of STDOUT': { code: 'open my $f, ">&", \\*STDOUT; print $f "a"; close $f; print "b"' },
  'a handle that is left open': { code: 'open F, ">&", \\*STDOUT; print F "a"' },
  'a child that is waited for': {
    code: '$| = 1; print "p"; my $p = fork; if (!$p) { print "c"; exit 3 } waitpid $p, 0; print $? >> 8',
  },
  'a child that comes to the end': {
    code: '$| = 1; my $p = fork; print $p ? "" : "c"; waitpid $p, 0 if $p; print "p$?" if $p',
  },
  programs: {
    code: '$| = 1; system "echo s"; print `echo b`; print $? ; system "exit 3"; print $? >> 8',
  },
  'a status of a program is none of its own': { code: 'system "exit 3"', status: 0 },
  'taint mode': {
    code: 'use Scalar::Util "tainted"; print join ",", map { tainted($_) ? 1 : 0 } $ARGV[0], $ENV{PATH}, "x"; eval { open F, ">$ARGV[0]" }; print $@',
    options: ['-T'],
    args: ['f'],
  },
  options: { code: 'print "$x\\n"', options: ['-l', '-Mstrict'], status: 255 },
  'random numbers that are asked for': { code: 'srand 3; print int rand 1000' },
  'a sub of the same name as perl’s': { code: 'use subs "hex"; sub hex { "h@_" } print hex 3' },
  'handlers that BEGIN has set': {
    code: 'BEGIN { $SIG{__WARN__} = sub { print "w @_" }; $SIG{USR1} = sub { print "u" } } kill USR1 => $$; warn "a"; print defined $SIG{TERM} ? 1 : 0; @SIG{"__WARN__", "USR1"} = (); $SIG{TERM} = "IGNORE"',
  },
  'an alarm': {
    code: '$SIG{ALRM} = sub { die "al\n" }; eval { alarm 1; select undef, undef, undef, 5 }; print $@',
  },
  'an alarm that is left': { code: 'alarm 1; print "a"' },
  'its directory': { code: 'use Cwd; print getcwd(); chdir "/"' },
  'modules that it has not loaded': {
    code: 'my $x; sub f { $x++ } f(); print join ",", map({ defined &$_ ? 1 : 0 } qw(POSIX::floor Fcntl::O_RDWR Time::HiRes::time)), map { $INC{$_} ? 1 : 0 } qw(POSIX.pm Fcntl.pm Socket.pm Time/HiRes.pm)',
  },
  'modules of which the backend has a part': {
    code: 'use POSIX; use Fcntl ":flock"; use Time::HiRes "time"; use Socket; use B; print floor(1.5), LOCK_EX, AF_UNIX, time > 1, ref POSIX::SigSet->new(SIGINT), WNOHANG',
    options: ['-w'],
  },
  'functions in the place of perl’s own': {
    code: 'BEGIN { *CORE::GLOBAL::kill = *CORE::GLOBAL::fork = *CORE::GLOBAL::time = sub { print "mine "; 0 } } my $x; sub f { $x++ } f(); kill 0, 1; fork; print time, $x',
  },
  'where modules are found': { code: 'print "@INC"', options: ['-Mstrict', '-Mwarnings'] },
};

function prepare(name: string, { code }: Case): string {
  return shop.script(`${name.replace(/\W+/g, '-')}.pl`, code);
}
shop.script('exits.pl', 'print "e"; exit 13');

const known = new Map<string, Outcome>();

/** Under perl: once is enough. */
function plainRun(
  title: string,
  { options = [], args = [], status = 0 }: Case,
  script: string,
): Outcome {
  const outcome = known.get(title) ?? shop.run('perl', [...options, script, ...args]);
  known.set(title, outcome);
  assert.deepEqual(outcome.signal ?? outcome.code, status, outcome.err);
  return outcome;
}

const persistent = { options: [] as string[], runs: 3, step: 1 };
/** Neither the frontend nor a process for each run makes much of a difference: some are enough. */
const some = process.env.SPEEDY_TEST_ALL === '1' ? 1 : 6;
const fresh = { options: ['-f'], runs: 2, step: some };

for (const { name, program, share } of frontends)
  describe(name, { skip }, () => {
    const modes = share === 1 ? [persistent, fresh] : [{ ...persistent, runs: 2, step: some }];
    for (const mode of modes)
      for (const [number, [title, one]] of Object.entries(cases).entries())
        if (number % mode.step === 0)
          test(`${mode.options.join('')} ${title}`, () => {
            const { options = [], args = [] } = one;
            const script = prepare(title, one);
            const plain = plainRun(title, one, script);
            for (let run = 1; run <= mode.runs; run++) {
              const own = ['--', '-iperl', '-t5', ...mode.options];
              const got = shop.run(program, [...options, ...own, script, ...args]);
              assert.deepEqual(got, plain, `run ${run}`);
            }
          });
  });
