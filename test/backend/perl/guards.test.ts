// What LeakCheck tells of Perl scripts and when it replaces a backend; MinSpare.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { skip } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const bound = 30_000;

for (const { name, program } of frontends) describe(name, { skip }, () => testGuards(program));

function testGuards(speedy: string): void {
  const open = scriptsOf(speedy);
  const leaking = `our ($n, @kept); $n++; open my $f, '<', '/etc/passwd' or die; push @kept, $f;
    if (@ARGV) { no strict 'refs'; \${"Made::name$n"} = 1 } print "$$ $n"`;
  const replaced = 'LeakCheck replaces this backend: what its runs leave grows';

  test('LeakCheck tells of descriptors and names that stay, and goes on', () => {
    const { shop, script, run } = open(leaking, '-lwarn');
    const said = [run(['x']), run(['x']), run(['x']), run(['x']), run(['x'])];
    assert.match(said[4] ?? '', / 5$/);
    assert.ok(
      shop.log.includes(`leak: run 1: ${script}: descriptor /etc/passwd: stays\n`),
      shop.log,
    );
    assert.ok(shop.log.includes(`leak: run 1: ${script}: names: stays (2: Made::, Made::name1)\n`));
    const [group = ''] = shop.groups;
    const leaks = readFileSync(join(group, 'leaks'), 'utf8');
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z 5 times, last in run 5 of \d+: /;
    const line = leaks.split('\n').find((one) => one.includes('descriptor'));
    assert.match(line ?? '', time);
    assert.ok(line?.endsWith(`${script}: descriptor /etc/passwd: stays`));
    assert.ok(!shop.log.includes(replaced));
  });

  test('with retire, three runs that leave more cost the backend', () => {
    const { shop, run } = open(leaking, '-lretire');
    // What the first run leaves is kept on purpose.
    const runs = [run(), run(), run(), run(), run()].map((said) => said.split(' ')[1]);
    assert.deepEqual(runs, ['1', '2', '3', '4', '1']);
    assert.ok(shop.log.includes(replaced));
  });

  test('memory that grows is told, and costs the backend', () => {
    const { shop, run } = open('our ($n, $all); $n++; $all .= "x" x 100_000; print $n', '-lretire');
    let runs = 0;
    while (runs < 60 && run() === String(runs + 1)) runs++;
    assert.equal(runs, 41);
    assert.match(shop.log, /leak: run 40: .*: resident memory grows: stays \(\d+ KiB a run\)\n/);
    assert.ok(shop.log.includes(replaced));
  });

  test('a script that leaves nothing is not told of, and off tells nothing', () => {
    const clean = open(
      'use strict; my %h = (a => 1); sub h { $h{a}++ } open my $f, "<", $0; h(); print <$f> ? 1 : 0; require POSIX',
      '-lretire',
    );
    for (let i = 0; i < 5; i++) clean.run();
    const off = open(leaking);
    for (let i = 0; i < 5; i++) off.run();
    for (const { shop } of [clean, off]) assert.doesNotMatch(shop.log, /leak/);
  });

  test('MinSpare: so many are ready beyond those that serve', async () => {
    const { shop, run } = open('print $$', '-s2');
    run();
    await until('two are idle', bound, () => shop.pidsIn(states.idle).length >= 2);
  });

  test('neither backend nor parent keeps what it has looked at', async () => {
    const { shop, run } = open('print $$');
    run();
    await until('there is a parent', bound, () => shop.pidsIn(states.parent).length === 1);
    run();
    for (const pid of [...shop.pidsIn(states.parent), ...shop.pidsIn(states.idle)]) {
      const folder = `/proc/${pid}/fd`;
      const targets = readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
      assert.deepEqual(
        targets.filter((target) => target.startsWith('/proc')),
        [],
      );
    }
  });
}
