// --status, --stop, --reload, --kill and MaxRunTime, for Perl scripts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { processesNaming } from '../../end-backends.ts';
import { AdminShop, bound, isGone, untilGone } from '../../frontend/admin/admin-shop.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { skip } from './needed.ts';

for (const { name, program } of frontends) describe(name, { skip }, () => testAdmin(program));

function testAdmin(program: string): void {
  const shop = new AdminShop(program);
  after(() => shop.close());
  afterEach(() => {
    shop.ok('--kill');
  });

  // What a file holds is not noticed when it changes: only --reload has it read again. /proc doesn't say
  // any more what process this is.
  const pid = shop.script(
    'pid.pl',
    `our $value; BEGIN { if (open my $f, '<', '${shop.folder}/value') { $value = <$f> } }
     $| = 1; $0 = 'perl'; print "$$ ", $value // '', "\\n";
     if (@ARGV) { 1 while <STDIN>; print "done\\n" }`,
  );
  const put = (value: number) =>
    renameSync(shop.script('new', String(value)), join(shop.folder, 'value'));
  const run = (...options: string[]) =>
    shop
      .ok('--', ...options, pid)
      .split(/\s/)
      .map(Number);
  const hasParent = () => until('there is a parent', bound, () => shop.pids('parent').length === 1);
  const isEmpty = () =>
    processesNaming(`${shop.base}.`).length === 0 &&
    readdirSync(shop.home).every((name) => name === 'log');

  test('--status shows a backend, and the parent, by the name of the script', async () => {
    const [backend] = run();
    await hasParent();
    run();
    const rows = shop.ok('--status').trimEnd().split('\n').slice(1);
    const cells = rows.map((row) => row.trim().split(/ +/));
    const wanted = [
      [pid, String(backend), 'idle', '2'],
      [pid, String(shop.pids('parent')[0]), 'parent', '-'],
    ];
    assert.deepEqual(cells.map((row) => row.slice(1, 5)).sort(), wanted.sort());
    const [group] = shop.json(pid);
    assert.deepEqual(group?.scripts, [{ path: pid, state: 'there' }]);
    for (const { age, memory } of group?.processes ?? [])
      assert.ok(Number(age) >= 0 && Number(memory) > 2e6, `${age} ${memory}`);
    assert.deepEqual(shop.json('-gnone-such'), []);
  });

  test('--stop: those of a group, of a script, and all; nothing is left', async () => {
    const [own] = run();
    await hasParent();
    const [shared] = run('-gone');
    run('-f');
    shop.ok('--stop', '-gone');
    assert.ok(isGone(Number(shared)) && !isGone(Number(own)));
    shop.ok('--stop', pid);
    assert.ok(isGone(Number(own)));
    run();
    shop.ok('--stop');
    assert.ok(isEmpty());
  });

  test('a run comes to its end before its backend goes', async () => {
    const going = await shop.start(pid, 'waits');
    const stop = shop.spawn('--stop');
    const ended = new Promise((resolve) => stop.once('exit', resolve));
    await until('it is to leave', bound, () => shop.pids('leaving').includes(going.pid));
    going.child.stdin?.end();
    const { out, code } = await going.ended;
    assert.deepEqual([out.endsWith('\ndone\n'), code], [true, 0]);
    assert.equal(await ended, 0);
    assert.ok(isEmpty());
  });

  for (const options of [[], ['-f'], ['-r1'], ['-gone'], ['-M1']])
    test(`--reload ${options}: what has changed is loaded, by a process that was started before`, async () => {
      put(1);
      const first = run(...options);
      if (options[0] !== '-gone') await hasParent();
      // With -r1, the first backend has gone, and its keeper.
      if (options[0] === '-r1') await untilGone(Number(first[0]));
      put(2);
      assert.match(shop.ok('--reload', pid), /^Replaced \d process(es)?\.\n$/);
      const ready = shop.pids('idle');
      const next = run(...options);
      assert.deepEqual(next.slice(0, 2), [ready[0], 2]);
      assert.equal(ready.length, 1);
      assert.equal(run(...options)[1], 2);
    });

  test('--reload: a run goes on, on the old code, and its backend serves nobody else', async () => {
    put(1);
    const going = await shop.start(pid, 'waits');
    await hasParent();
    put(2);
    shop.ok('--reload');
    assert.deepEqual(shop.pids('leaving'), [going.pid]);
    assert.equal(run()[1], 2);
    going.child.stdin?.end();
    assert.equal((await going.ended).out, `${going.pid} 1\ndone\n`);
    await untilGone(going.pid);
    assert.equal(run()[1], 2);
  });

  test('--kill: whoever waits for a run is told', async () => {
    const goings = [await shop.start(pid, 'waits'), await shop.start(pid, 'waits')];
    const { out } = shop.admin('--kill', pid);
    assert.match(out, /^Killed [23] processes\.\n$/);
    for (const { ended } of goings) assert.equal((await ended).signal, 'SIGKILL');
    assert.ok(isEmpty());
  });

  test('MaxRunTime: a run that takes longer is ended, and the log says which', async () => {
    const script = shop.script('loop.pl', '$| = 1; print "$$\\n"; 1 while 1');
    const going = await shop.start('--', '-x1', script, 'word');
    assert.equal((await going.ended).signal, 'SIGTERM');
    const line = new RegExp(
      `MaxRunTime 1: backend ${going.pid}: ended after 1\\.\\d s: ${script}: word: where is not known`,
    );
    const log = join(shop.home, 'log');
    await until(
      'it is in the log',
      bound,
      () => existsSync(log) && line.test(readFileSync(log, 'utf8')),
    );
    assert.notEqual(Number(shop.ok(pid).split(' ')[0]), going.pid);
  });
}
