// The parent of a group of Perl scripts, and the backends that it forks: persistent ones, and fresh ones.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const bound = 30_000;

for (const { name, program } of frontends) describe(name, { skip }, () => testParent(program));

function testParent(speedy: string): void {
  const openScript = scriptsOf(speedy);

  function open(code: string, ...options: string[]) {
    const opened = openScript(code, ...options);
    const { shop, script } = opened;
    const start = () =>
      spawn(speedy, ['--', ...options, script], {
        cwd: shop.folder,
        env: shop.env,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
    const hasParent = () =>
      until('there is a parent', bound, () => shop.pidsIn(states.parent).length === 1);
    const counted = () =>
      readFileSync(join(shop.folder, 'compiled'), 'utf8').split('\n').length - 1;
    return { ...opened, start, hasParent, counted };
  }

  /** Says how often it was compiled. */
  const compiling = "BEGIN { open my $f, '>>', 'compiled' or die; print $f qq(1\\n) }";

  test('backends are forked from it: the script is not compiled again', async () => {
    const { shop, run, start, hasParent, counted } = open(
      `${compiling} our $n; $| = 1; print join ' ', ++$n, $$, getppid, scalar <DATA>; <STDIN>;\n__END__\ndata\nmore\n`,
    );
    run();
    await hasParent();
    const children = [1, 2, 3, 4].map(start);
    const closed = children.map((child) => once(child, 'close'));
    const said = await Promise.all(
      children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])),
    );
    for (const { stdin } of children) stdin.end();
    await Promise.all(closed);
    const words = said.map((line) => line.split(' '));
    assert.equal(new Set(words.map(([, pid]) => pid)).size, 4);
    assert.deepEqual(new Set(words.map(([, , , data]) => data)), new Set(['data\n']));
    const forked = words.filter(([, , parent]) => Number(parent) === shop.parent);
    assert.equal(forked.length, 3);
    assert.equal(counted(), 1);
  });

  test('-r1: each backend makes one run, and is forked', async () => {
    const { run, hasParent, counted } = open(`${compiling} our $n; print ++$n, " $$"`, '-r1');
    const first = run();
    await hasParent();
    const said = [first, run(), run(), run()].map((line) => line.split(' '));
    assert.deepEqual(new Set(said.map(([n]) => n)), new Set(['1']));
    assert.equal(new Set(said.map(([, pid]) => pid)).size, 4);
    assert.equal(counted(), 1);
  });

  test('an error is followed by one that is forked', async () => {
    const { run, outcome, hasParent, counted } = open(
      `${compiling} print $$; $! = 0; die "bad\\n" if @ARGV`,
    );
    run();
    await hasParent();
    assert.equal(outcome(['x']).code, 255);
    assert.equal(outcome(['x']).err, 'bad\n');
    run();
    assert.equal(counted(), 1);
  });

  test('a death by signal is reported as it is', async () => {
    const { run, outcome, hasParent } = open('kill $ARGV[0], $$ if @ARGV; print $$', '-r1');
    run();
    await hasParent();
    for (const signal of ['SEGV', 'KILL', 'TERM', 'PIPE'])
      assert.equal(outcome([signal]).signal, `SIG${signal}`);
  });

  test('a signal to its process group is for nobody else', async () => {
    const { run, outcome, hasParent, shop } = open(
      '$| = 1; print "a"; if (@ARGV) { kill TERM => 0; sleep 9 }',
      '-r1',
    );
    run();
    await hasParent();
    const { parent } = shop;
    assert.deepEqual(outcome(['x']), { out: 'a', err: '', code: null, signal: 'SIGTERM' });
    assert.equal(run(), 'a');
    assert.equal(shop.parent, parent);
  });

  test('-f: each run has a process that nobody has used', async () => {
    const { shop, run, hasParent } = open(
      'our $n; print join " ", ++$n, $$, rand; $SIG{TERM} = sub {}; chdir "/"',
      '-f',
    );
    const said = [run()];
    await hasParent();
    for (let i = 0; i < 4; i++) said.push(run());
    const words = said.map((line) => line.split(' '));
    assert.deepEqual(new Set(words.map(([n]) => n)), new Set(['1']));
    assert.equal(new Set(words.map(([, pid]) => pid)).size, 5);
    assert.equal(new Set(words.map(([, , random]) => random)).size, 5);
    const spare = await shop.spare();
    assert.equal(run().split(' ')[1], String(spare));
  });

  test('a changed script is run, with -f too', async () => {
    for (const options of [[], ['-f']]) {
      const { script, run, hasParent } = open('print "a"', ...options);
      run();
      await hasParent();
      assert.equal(run(), 'a');
      writeFileSync(script, 'print "b"');
      assert.equal(run(), 'b');
      assert.equal(run(), 'b');
    }
  });

  test('what is open when the script is compiled is not shared: nobody is forked', async () => {
    const { shop, run } = open(
      `BEGIN { socketpair A, B, 1, 1, 0 } print $$`.replace('socketpair', 'use Socket; socketpair'),
    );
    run();
    await until('that is in the log', bound, () => shop.log.includes('no backends are forked'));
    assert.deepEqual(shop.pidsIn(states.parent), []);
    run();
  });

  test('output of BEGIN comes once', async () => {
    const { run, hasParent } = open('BEGIN { print "b" } print "r"', '-r1');
    assert.equal(run(), 'br');
    await hasParent();
    assert.equal(run(), 'r');
  });

  test('it leaves when nobody comes for Timeout, and takes the queue with it', async () => {
    const { shop, run, hasParent } = open('print $$', '-t1');
    run();
    await hasParent();
    await untilGone(shop.parent);
    await until('the queue is removed', bound, () => shop.groups.length === 0);
  });

  test('told to leave, it takes those with it that nobody has taken', async () => {
    const { shop, run, hasParent } = open('print $$', '-f');
    run();
    await hasParent();
    const spare = await shop.spare();
    const { parent } = shop;
    process.kill(parent, 'SIGTERM');
    await untilGone(parent, spare);
    assert.ok(Number(run()) > 0);
  });

  test('killed, it is followed by another', async () => {
    const { shop, run, hasParent } = open('print $$', '-r1');
    run();
    await hasParent();
    const { parent } = shop;
    process.kill(parent, 'SIGKILL');
    await untilGone(parent);
    run();
    run();
    await until('there is another', bound, () =>
      shop.pidsIn(states.parent).some((pid) => pid !== parent),
    );
  });

  test('a script that waits for its children doesn’t wait for it', () => {
    const { run } = open('print wait, " $?"');
    assert.equal(run(), '-1 -1');
    assert.equal(run(), '-1 -1');
  });
}
