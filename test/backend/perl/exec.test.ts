// A Perl script that calls exec: what it becomes runs, is sent signals, and ends as under plain perl.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { obituaryLimit, states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { type Case, testAsPlain } from './as-plain.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const bound = 30_000;
/** Seconds: longer than a frontend waits to be told how its backend died. */
const long = obituaryLimit / 1e9 + 0.5;

const asynchronous = 0o20000; // O_ASYNC

/** How many descriptors a process has whose closing sends a signal. */
function countSignalling(pid: number): number {
  const folder = `/proc/${pid}/fdinfo`;
  const flagsOf = (fd: string) => /^flags:\s*(\d+)/m.exec(readFileSync(`${folder}/${fd}`, 'utf8'));
  try {
    const all = readdirSync(folder).map((fd) => Number.parseInt(flagsOf(fd)?.[1] ?? '', 8));
    return all.filter((flags) => (flags & asynchronous) !== 0).length;
  } catch {
    return 0; // one was closed meanwhile
  }
}

const cases: Record<string, Case> = {
  'a program with arguments': { code: "exec 'echo', 'a b', '', 'c'" },
  'a command of the shell': { code: "exec 'echo $$ | tr -d 0-9; exit 3'", status: 3 },
  'a program under another name': {
    code: "exec { '/bin/sh' } 'name', '-c', 'echo $0; exit 4'",
    status: 4,
  },
  'a list in a variable': { code: "my @a = ('sh', '-c', 'exit 5'); exec { $a[0] } @a", status: 5 },
  'what was printed before': { code: "print 'a'; print STDERR 'b'; exec 'echo c'" },
  'what is not done any more': {
    code: "END { print 'end' } sub DESTROY { print 'destroyed' } our $o = bless []; exec 'true'",
  },
  'a status as of a death by signal': { code: "exec 'exit 137;'", status: 137 },
  'a death by signal': { code: "exec 'kill -TERM $$'", status: 'SIGTERM' },
  'a death by KILL': { code: "exec 'kill -KILL $$'", status: 'SIGKILL' },
  'a program that takes its time': { code: `exec 'sleep ${long}; echo a; exit 6'`, status: 6 },
  'another script': { code: "exec $^X, '-e', 'print qq($0 @ARGV); exit 7', 'a'", status: 7 },
  'in a sub, in eval': { code: "sub f { eval { exec 'exit 8;' } } f(); print 'no'", status: 8 },
  'in a signal handler': {
    code: "$SIG{USR1} = sub { exec 'exit 9;' }; kill USR1 => $$; sleep 5",
    status: 9,
  },
  'in an END block': { code: "END { exec 'echo e; exit 10' } print 'a'", status: 10 },
  'in BEGIN': { code: "BEGIN { exec 'echo b; exit 11' }", status: 11 },
  'in a child': {
    code: "$| = 1; my $p = fork // die; exec 'exit 12;' if !$p; waitpid $p, 0; print $? >> 8",
  },
  'a program that is not there': {
    code: "{ no warnings; print exec('/no/such') ? 'yes' : 'no', $! + 0; } exec { 'no' } 'x'; exit 13",
    status: 13,
  },
  'input from a child': {
    code: "my $p = open(STDIN, '-|') // die; if (!$p) { print 'from child'; exit } exec 'cat'",
  },
  'what it finds': {
    code: `open F, '<', '/etc/passwd'; open my $g, '<', '/dev/null'; umask 027; chdir '/'; $ENV{NEW} = 'n'; delete $ENV{HOME};
      $SIG{INT} = sub {}; $SIG{USR2} = 'IGNORE'; alarm 100;
      exec 'grep -E "Sig(Ign|Blk)" /proc/self/status; umask; pwd; env | sort; ulimit -a';
      __END__
      data`,
  },
  'a handle that it is given': {
    code: "use Fcntl; open my $f, '<', '/etc/passwd'; fcntl $f, F_SETFD, 0; exec qw(head -c4), '/proc/self/fd/' . fileno $f",
  },
};

for (const { name, program, share } of frontends)
  describe(name, { skip }, () => testExec(program, share));

function testExec(speedy: string, share: number): void {
  const open = scriptsOf(speedy);
  testAsPlain(speedy, share, cases);

  test('it has no descriptors but the script’s', () => {
    const { outcome } = open(
      "open F, '<', '/etc/passwd'; open my $g, '<', '/dev/null'; exec 'ls', '/proc/self/fd';\n__END__\ndata\n",
      '-B4096',
    );
    for (let run = 1; run <= 3; run++) assert.equal(outcome().out, '0\n1\n2\n3\n');
  });

  test('-f: the same', () => {
    const { outcome } = open("exec 'echo a; exit 3'", '-f');
    for (let run = 1; run <= 3; run++)
      assert.deepEqual(outcome(), { out: 'a\n', err: '', code: 3, signal: null });
  });

  /** @returns a run that goes on beside the test; its program says its pid first */
  async function start(code: string, ...options: string[]) {
    const opened = open(code, ...options);
    const child = spawn(speedy, ['--', ...options, opened.script], {
      cwd: opened.shop.folder,
      env: opened.shop.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = { out: '' };
    child.stdout.on('data', (data) => {
      said.out += data;
    });
    const ended = once(child, 'close');
    await until('it runs', bound, () => said.out.includes('\n'));
    return { ...opened, child, ended, said, pid: Number.parseInt(said.out, 10) };
  }

  test('signals reach it', async () => {
    const { child, ended, said } = await start(
      `exec $^X, '-e', '$| = 1; $SIG{$_} = sub { print "@_\\n"; exit 3 if "@_" eq "TERM" } for qw(INT USR1 TERM); print "$$\\n"; sleep 1 while 1'`,
    );
    for (const signal of ['INT', 'USR1', 'TERM'] as const) {
      child.kill(`SIG${signal}`);
      await until(`${signal} is there`, bound, () => said.out.includes(signal));
    }
    assert.deepEqual(await ended, [3, null]);
  });

  test('a signal that it does not handle ends it, and speedy', async () => {
    const { child, ended, pid } = await start("exec 'echo $$; exec sleep 100'");
    child.kill('SIGHUP');
    assert.deepEqual(await ended, [null, 'SIGHUP']);
    await untilGone(pid);
  });

  test('it does not outlive speedy', async () => {
    const { child, ended, pid } = await start("exec 'echo $$; exec sleep 100'");
    await until('speedy follows it', bound, () => countSignalling(child.pid ?? 0) === 2);
    child.kill('SIGKILL');
    await ended;
    await untilGone(pid);
  });

  test('streams are relayed meanwhile, and behind it', async () => {
    const { child, ended, said } = await start(
      "exec 'echo start; cat; (sleep 0.3; echo late) &'",
      '-B4096',
      '-b4096',
    );
    const text = 'x'.repeat(300_000);
    child.stdin.end(text);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(said.out, `start\n${text}late\n`);
  });

  test('the next run has another backend at once', async () => {
    const { child, ended, run, shop } = await start(
      "exec 'echo $$; exec cat' if !@ARGV; print 'next'",
    );
    assert.equal(run(['x']), 'next');
    assert.equal(run(['x']), 'next');
    assert.equal(shop.pidsIn(states.serving).length, 1);
    child.stdin.end('end');
    assert.deepEqual(await ended, [0, null]);
    await until('nothing is left of it', bound, () => shop.pidsIn(states.serving).length === 0);
    assert.deepEqual(shop.pidsIn(states.dead), []);
  });

  test('-M1: it counts as a backend', async () => {
    const { child, ended, outcome, script, shop } = await start(
      "exec 'echo $$; exec cat' if !@ARGV; print 'next'",
      '-M1',
    );
    const next = spawn(speedy, ['--', '-M1', script, 'x'], { cwd: shop.folder, env: shop.env });
    const nextEnded = once(next, 'close');
    await until('it is in line', bound, () => shop.inLine(Number(next.pid)));
    child.stdin.end();
    await ended;
    assert.deepEqual(await nextEnded, [0, null]);
    assert.equal(outcome(['x']).out, 'next');
  });

  test('MaxRunTime ends it', async () => {
    const { ended, pid } = await start("exec 'echo $$; exec sleep 100'", '-x1');
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    await untilGone(pid);
  });

  test('a changed script is run by the next one', () => {
    const { script, outcome } = open("exec 'echo a'");
    assert.equal(outcome().out, 'a\n');
    writeFileSync(script, "exec 'echo b'");
    assert.equal(outcome().out, 'b\n');
    assert.equal(outcome().out, 'b\n');
  });

  test('the keeper of the first backend is told, too', () => {
    for (const status of [0, 1, 129, 255]) {
      const { outcome } = open(`exec 'exit ${status};'`);
      assert.equal(outcome().code, status);
    }
  });
}
