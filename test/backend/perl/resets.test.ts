// What a run changes in its process, and would not be there under plain perl, is not there in the next run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { shopsOf } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';
import { casesOf } from './perl-shop.ts';

interface Case {
  /** What the script begins with, in each run. */
  use?: string;
  /** What the first run does. */
  spoil: string;
  /** What the next one does. */
  show: string;
  options?: string[];
}

const status = 'open my $f, "<", "/proc/self/status" or die; print grep { /^Sig(Blk|Ign)/ } <$f>';
const resource = `package BSD::Resource; $INC{'BSD/Resource.pm'} = 1;
  sub setrlimit { system "prlimit --pid $$ --nofile=64:64 --core=0:0" and die } package main;`;

const cases: Record<string, Case> = {
  'nice value': { spoil: 'setpriority 0, 0, 5', show: 'print getpriority 0, 0' },
  limits: {
    use: resource,
    spoil: 'BSD::Resource::setrlimit()',
    show: 'print `sh -c "ulimit -n; ulimit -c"`',
  },
  umask: { spoil: 'umask 0707', show: 'print umask' },
  'current directory': { use: 'use Cwd;', spoil: 'chdir "/"', show: 'print getcwd()' },
  environment: {
    spoil: '%ENV = (A => 1); $ENV{SPOILT} = 1',
    show: 'print map { "$_=$ENV{$_}\\n" } sort keys %ENV; print sort `env`',
  },
  arguments: { spoil: '@ARGV = (1 .. 9)', show: 'print "@ARGV"' },
  'its name': { spoil: '$0 = "spoilt"', show: 'print $0' },
  'whether output waits': { spoil: '$| = 1', show: 'print $|' },
  'the selected handle': { spoil: 'select STDERR', show: 'print select' },
  'the end of input lines': { spoil: '$/ = undef', show: 'print length $/' },
  'the end of output': { spoil: '$\\ = "x"', show: 'print defined $\\ ? 1 : 0' },
  'what is between fields': { spoil: '$, = "x"', show: 'print 1, 2' },
  'what is between subscripts': { spoil: '$; = "x"', show: 'my %h; $h{1, 2} = 1; print keys %h' },
  'what is between words': { spoil: '$" = "x"', show: 'my @a = (1, 2); print "@a"' },
  warnings: { spoil: '$^W = 1', show: 'my $u; print $^W, "a" . $u' },
  'warnings that are asked for': { spoil: '$^W = 0', show: 'print $^W', options: ['-w'] },
  'its beginning': { spoil: '$^T = 1', show: 'print time - $^T < 20 ? 1 : 0' },
  'lines that are read': {
    spoil: 'open our $k, "<", $0; <$k>',
    show: 'print defined $. ? $. : "-"; warn "w"',
  },
  'words of formats': { spoil: '$^A = $^L = $: = "x"', show: 'print "$^A$^L$:"' },
  'the last descriptor of the system': { spoil: '$^F = 9', show: 'print $^F' },
  'errors and statuses': {
    spoil: '$@ = "x"; $! = 3; system "exit 3"; $_ = 4',
    show: 'print "$@|", $?, $! + 0, defined $_ ? 1 : 0',
  },
  'what a match has found': { spoil: '"abc" =~ /(b)/', show: 'print defined $1 ? $1 : "-"' },
  'interruptions at the keyboard': {
    spoil: '$SIG{INT} = "IGNORE"',
    show: 'print map { $_ // "-" } @SIG{qw(INT QUIT TERM)}; $SIG{INT} = sub { print "int" }; kill INT => $$',
  },
  'handlers of signals': {
    spoil:
      '$SIG{$_} = sub { 1 } for qw(TERM USR1 CHLD __WARN__ __DIE__); $SIG{PIPE} = $SIG{HUP} = "IGNORE"',
    show: `print map { "$_ " . ($SIG{$_} // "-") . " " } qw(__WARN__ __DIE__); ${status}`,
  },
  'signals, with POSIX': {
    use: 'use POSIX ();',
    spoil:
      'POSIX::sigaction(POSIX::SIGUSR2(), POSIX::SigAction->new("IGNORE")); POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new(POSIX::SIGUSR1()))',
    show: status,
  },
  'an alarm': { spoil: 'alarm 100', show: 'print alarm 0' },
  timers: {
    use: 'use Time::HiRes ();',
    spoil: 'Time::HiRes::setitimer($_, 100, 100) for 0, 1, 2',
    show: 'print join " ", map { scalar Time::HiRes::getitimer($_) } 0, 1, 2',
  },
  'the locale': {
    use: 'use POSIX ();',
    spoil: 'POSIX::setlocale(POSIX::LC_ALL(), "C.UTF-8") or die; $ENV{LC_ALL} = "C.UTF-8"',
    show: 'print POSIX::setlocale(POSIX::LC_ALL())',
  },
  'where modules are found': { spoil: 'unshift @INC, "/spoilt", sub { }', show: 'print "@INC"' },
  layers: {
    spoil: 'binmode STDOUT, ":utf8"; binmode STDIN, ":crlf"; binmode STDERR, ":utf8"',
    show: 'print join " ", map { PerlIO::get_layers($_) } *STDIN, *STDOUT, *STDERR; print chr 0xe9',
  },
  'standard handles': {
    spoil:
      'close STDIN; open STDOUT, ">", "/dev/null"; open STDERR, ">&", \\*STDOUT; sub TIEHANDLE { bless [] } tie *STDIN, "main"',
    show: 'print fileno STDIN, fileno STDOUT, fileno STDERR, tied *STDIN ? 1 : 0; print STDERR "e"',
  },
  'formats of the handles': {
    spoil: '$~ = "OTHER"; $^ = "OTHER_TOP"; $= = 10; $- = 3; $% = 4; select STDERR; $~ = "O"',
    show: 'print "$~ $^ $= $- $%"; select STDERR; print STDOUT " $~ $^"',
  },
  'files that <> has not read': {
    spoil: '@ARGV = ($0, $0); my $line = <>',
    show: '@ARGV = ($0) if @ARGV; print scalar <>, $.; while (<>) { }',
  },
  'input of <>': { spoil: '@ARGV = $0; my $line = <>', show: 'print defined <> ? 1 : 0' },
  'loaded modules’ handlers': {
    use: 'BEGIN { $SIG{__WARN__} = sub { print "w @_" }; $SIG{USR1} = sub { print "usr1" } }',
    spoil: '$SIG{__WARN__} = $SIG{USR1} = "DEFAULT"',
    show: 'warn "a"; kill USR1 => $$',
  },
  'layers of use open': {
    use: 'use open qw(:std :encoding(UTF-8));',
    spoil: 'binmode STDOUT, ":pop"',
    show: 'print chr(0x263a), map { $_->[0] } sort { $a->[0] cmp $b->[0] } map { [$_] } <STDIN>; warn chr 0x263a',
  },
  'what stands in the places of its variables': {
    use: 'use Cwd;',
    spoil:
      '*ENV = { A => 1 }; *ARGV = [5]; *INC = [6]; *0 = \\"x"; *, = \\"y"; *{"/"} = \\"z"; @_ = 1',
    show: 'print map({ "$_=$ENV{$_}\\n" } sort keys %ENV), sort(`env`), "@ARGV|@INC|$0|@_|", length $/',
  },
  'variables that are tied': {
    use: `{ package T; sub TIEHASH { bless {} } sub TIEARRAY { bless [] } sub TIESCALAR { bless [] }
      sub FETCH { 7 } sub STORE { } sub FETCHSIZE { 1 } sub EXISTS { 1 } sub DELETE { } sub CLEAR { }
      sub FIRSTKEY { 'x' } sub NEXTKEY { undef } sub EXTEND { } sub STORESIZE { } }`,
    spoil:
      'tie %$_, "T" for \\(%ENV, %SIG); tie @$_, "T" for \\(@ARGV, @INC); tie $_, "T"; tie $/, "T"',
    show: 'print "@ARGV|@INC|", join(",", sort keys %ENV), length $/, defined $_ ? 1 : 0, scalar keys %SIG',
  },
  'what a match has computed': { spoil: '"a" =~ /a(?{ 5 })/', show: 'print defined $^R ? 1 : 0' },
  'matches that are made once': {
    use: 'sub f { m?x? ? 1 : 0 }',
    spoil: '$_ = "x"; f()',
    show: '$_ = "x"; print f(), f()',
  },
  'who was found last': {
    spoil: 'getpwent; getgrent',
    show: 'print +(getpwent)[0], (getgrent)[0]',
  },
  'how numbers are rounded': {
    use: 'use POSIX;',
    spoil: 'POSIX::fesetround(POSIX::FE_UPWARD())',
    show: 'print POSIX::fegetround()',
  },
  'what runs it': { spoil: '$^X = $^O = "x"', show: 'print "$^X $^O"' },
  'what BEGIN has put into its variables': {
    use: 'my ($r, @a, $s); BEGIN { $r = { x => [1] }; @a = ($r, 2); $s = \\@a }',
    spoil: '$r->{y} = 3; push @{ $r->{x} }, 4; push @$s, 5',
    show: 'push @a, 6; print join(",", sort keys %$r), "@{ $r->{x} } @$s[1 .. $#$s]", $a[0] == $r ? 1 : 0',
  },
  'what BEGIN has changed around it': {
    use: 'use Cwd; BEGIN { umask 077; $ENV{PATH} .= ":/x"; delete $ENV{HOME}; chdir "/" }',
    spoil: 'umask 0; $ENV{PATH} = "/"; $ENV{HOME} = 1; chdir "/usr"',
    show: 'print umask, "$ENV{PATH}|", $ENV{HOME} // "-", getcwd()',
  },
  'what is set when it is compiled': {
    use: 'BEGIN { $| = 1; $, = "-"; $/ = undef; $SIG{PIPE} = "IGNORE"; select STDERR }',
    spoil: '$| = 0; $, = "x"; $/ = 1; $SIG{PIPE} = "DEFAULT"; select STDOUT',
    show: `print STDERR "a"; print STDOUT "b", select, defined $/ ? 1 : 0; select STDOUT; print "c", $|; ${status}`,
  },
};

for (const { name, program, share } of frontends)
  describe(name, { skip }, () => testResets(program, share));

function testResets(speedy: string, share: number): void {
  const newShop = shopsOf(speedy);

  for (const [title, { use = '', spoil, show, options = [] }] of casesOf(cases, share))
    test(title, () => {
      const shop = newShop();
      const code = `${use}\nif (exists $ENV{SPOIL}) { ${spoil} }\nelse { ${show} }\n`;
      const script = shop.script('script.pl', code);
      const plain = shop.run('perl', [...options, script, 'argument']);
      assert.equal(plain.code, 0, plain.err);
      const run = (env = {}) =>
        shop.run(speedy, [...options, '--', '-iperl', script, 'argument'], env);
      for (let round = 1; round <= 2; round++) {
        assert.equal(run({ SPOIL: '1' }).code, 0);
        assert.deepEqual(run(), plain, `round ${round}`);
      }
    });

  test('each run leads a process group of its own', () => {
    const shop = newShop();
    const script = shop.script(
      'script.pl',
      'print getpgrp == $$ ? 1 : 0; setpgrp 0, getpgrp getppid',
    );
    const said = [1, 2, 3].map(() => shop.run(speedy, ['--', '-iperl', script]).out);
    assert.deepEqual(said, ['1', '1', '1']);
  });

  test('random numbers are others in each run, whatever the last one has asked for', () => {
    const said = [1, 2].flatMap(() => {
      const shop = newShop();
      const script = shop.script('script.pl', 'print rand; srand 3');
      return [1, 2, 3].map(() => shop.run(speedy, [script]).out);
    });
    assert.equal(new Set(said).size, 6);
  });

  test('files of File::Temp are removed with the run', () => {
    const shop = newShop();
    const script = shop.script(
      'script.pl',
      `use File::Temp qw(tempfile tempdir); our $kept = File::Temp->new;
       my ($handle, $file) = tempfile(UNLINK => 1); my $directory = tempdir(CLEANUP => 1);
       my $own = File::Temp->new; my (undef, $stays) = tempfile(DIR => '.');
       print join ' ', $file, $directory, "$own", $stays`,
    );
    for (let run = 1; run <= 3; run++) {
      const { out, err } = shop.run(speedy, [script]);
      assert.equal(err, '');
      const are = out.split(' ').map((path) => existsSync(resolve(shop.folder, path)));
      assert.deepEqual(are, [false, false, false, true]);
    }
  });
}

const hasCgi = spawnSync('perl', ['-MCGI', '-e', '0']).status === 0;

for (const { name, program } of frontends)
  describe(`${name}: CGI.pm`, { skip: skip || !hasCgi }, () => testCgi(program));

function testCgi(speedy: string): void {
  const newShop = shopsOf(speedy);
  const forms = {
    functions: `use CGI qw(:standard -utf8); $CGI::POST_MAX = 100;
      print join ',', map({ "$_=" . join '+', map { length } param($_) } param()), cgi_error() // '-', h1('x');`,
    objects: `use CGI; my $q = CGI->new; print join ',', map({ "$_=" . $q->param($_) } $q->param),
      $q->request_method // '-', $q->cookie('c') // '-', scalar $q->url_param('u') // '-';`,
    'loaded when it is needed': `require CGI; print join ',', map { "$_=" . CGI::param($_) } CGI::param();`,
  };
  const requests = [
    { REQUEST_METHOD: 'GET', QUERY_STRING: 'a=1&b=%C3%A4', HTTP_COOKIE: 'c=5' },
    { REQUEST_METHOD: 'GET', QUERY_STRING: '' },
    { REQUEST_METHOD: 'POST', QUERY_STRING: 'u=7', input: 'p=1&q=22' },
    { REQUEST_METHOD: 'POST', QUERY_STRING: '', input: `p=${'x'.repeat(200)}` },
    { REQUEST_METHOD: 'GET', QUERY_STRING: 'b=3' },
  ];

  for (const [title, code] of Object.entries(forms))
    test(`parameters of one request are not seen by the next: ${title}`, () => {
      const shop = newShop();
      const script = shop.script('script.pl', code);
      const answer = (program: string, { input = '', ...env }: { input?: string }) => {
        const type = { CONTENT_TYPE: 'application/x-www-form-urlencoded' };
        const all = { ...shop.env, ...env, ...type, CONTENT_LENGTH: String(input.length) };
        return spawnSync(program, [script], { input, env: all, encoding: 'utf8' }).stdout;
      };
      for (const request of [...requests, ...requests.toReversed()]) {
        assert.equal(answer(speedy, request), answer('perl', request));
      }
    });
}
