// When a backend leaves, and what a script has it do before.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { readQueue } from '../../frontend/made-up-group.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { type Outcome, Workshop } from '../../workshop.ts';

const bound = 20_000;

for (const { name, program } of frontends) describe(name, () => testShutdown(program));

function testShutdown(speedy: string): void {
  const workshop = new Workshop();
  const { home } = workshop;
  const log = join(home, 'log');
  after(() => workshop.close());

  /** Whether that frontend has taken that backend. */
  function hasTaken(frontend: number | undefined, backend: number): boolean {
    const [key = ''] = readdirSync(home).filter((one) => existsSync(join(home, one, `${backend}`)));
    const mine = readQueue(join(home, key)).entries.find((one) => one.get('pid') === backend);
    return mine?.get('state') === states.serving && mine.get('partner') === frontend;
  }

  const said = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const isGone = (pid: number) => until(`${pid} is gone`, bound, () => !existsSync(`/proc/${pid}`));

  /** In its first run, a script adds handlers, which print that run's name; then it prints its pid. */
  const script = (name: string, code = ''): string =>
    workshop.script(
      name,
      `const speedy = require('speedycgi');
       const { setTimeout: sleep } = require('node:timers/promises');
       if (speedy.runNumber() === 1) {
         speedy.addShutdownHandler(async () => {
           console.log('${name} begins in', process.cwd());
           await sleep(20);
           console.error('${name} is over');
         });
         speedy.addShutdownHandler(() => console.log('${name} goes on'));
       }
       console.log(process.pid);
       ${code}`,
    );
  const lastWords = (name: string): string =>
    `${name} begins in /\n${name} goes on\n${name} is over\n`;

  /** @returns the pid that it prints */
  function pidOf({ out, err, code }: Outcome, status = 0): number {
    assert.deepEqual([err, code], ['', status]);
    assert.match(out, /^\d+\n$/);
    return Number(out);
  }
  const run = (path: string, ...args: string[]): Outcome => workshop.run(speedy, [path, ...args]);

  /** The handlers of `name` have been called, once, when that process is gone. */
  async function leaves(name: string, pid: number): Promise<void> {
    await isGone(pid);
    const mine = said()
      .split(/(?<=\n)/)
      .filter((line) => line.startsWith(name));
    assert.equal(mine.join(''), lastWords(name));
  }

  test('handlers are called, and waited for, after MaxRuns', async () => {
    const path = script('max-runs.cjs');
    const both = [1, 2].map(() => pidOf(workshop.run(speedy, ['--', '-r2', path])));
    assert.equal(both[0], both[1]);
    await leaves('max-runs.cjs', both[0] ?? 0);
  });

  test('handlers are called after Timeout', async () => {
    const path = script('timeout.cjs');
    await leaves('timeout.cjs', pidOf(workshop.run(speedy, ['--', '-t1', path])));
  });

  test('handlers are called when the script has changed', async () => {
    const pid = pidOf(run(script('changed.cjs')));
    workshop.script('changed.cjs', 'console.log("new")');
    assert.equal(run(join(workshop.folder, 'changed.cjs')).out, 'new\n');
    await leaves('changed.cjs', pid);
  });

  for (const runs of [1, 2]) {
    test(`handlers are called on a TERM after ${runs} of the runs`, async () => {
      const path = script(`terminated-${runs}.cjs`);
      const pids = Array.from({ length: runs }, () => pidOf(run(path)));
      assert.equal(new Set(pids).size, 1);
      process.kill(pids[0] ?? 0, 'SIGTERM');
      await leaves(`terminated-${runs}.cjs`, pids[0] ?? 0);
    });
  }

  test('a TERM that comes together with a request lets it be served first', async () => {
    const path = script('both.cjs');
    const pid = pidOf(run(path));
    process.kill(pid, 'SIGSTOP');
    const { env } = workshop;
    const child = spawn(speedy, [path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const out = text(child.stdout);
    await until('it is taken', bound, () => hasTaken(child.pid, pid));
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGCONT');
    assert.equal(await out, `${pid}\n`);
    await leaves('both.cjs', pid);
  });

  test('a TERM in a run is the script’s', async () => {
    const path = script('killed.cjs', "if (process.argv[2]) process.kill(process.pid, 'SIGTERM')");
    const pid = pidOf(run(path));
    const { signal } = run(path, 'now');
    assert.equal(signal, 'SIGTERM');
    await isGone(pid);
    assert.doesNotMatch(said(), /killed\.cjs/);
  });

  test('with handlers, process.exit() leaves the process as it is', () => {
    const path = script('exit.cjs', 'process.exit(3)');
    const pids = [1, 2, 3].map(() => pidOf(run(path), 3));
    assert.equal(new Set(pids).size, 1);
  });

  test('handlers are called after an uncaught error, and are heard by who ran the script', () => {
    const { out, err, code } = run(script('uncaught.cjs', "throw new Error('lost')"));
    assert.match(out, /^\d+\nuncaught\.cjs begins in .*\nuncaught\.cjs goes on\n$/);
    assert.match(err, /Error: lost/);
    assert.equal(code, 1);
  });

  test('shutdownNow() ends the run and the process', async () => {
    const path = script(
      'now.cjs',
      `process.exitCode = 4; process.on('exit', (code) => { process.exitCode = code + 1 });
       try { speedy.shutdownNow() } finally { console.log('not reached') }`,
    );
    const pid = pidOf(run(path), 5);
    await leaves('now.cjs', pid);
  });

  test('shutdownNextTime() ends the process after the run', async () => {
    const path = script('next-time.cjs', 'speedy.shutdownNextTime(); process.exitCode = 4');
    const pid = pidOf(run(path), 4);
    assert.notEqual(pidOf(run(path), 4), pid);
    await isGone(pid);
  });

  test('a handler that fails is reported in the log, and the others are called', async () => {
    const path = workshop.script(
      'failing.cjs',
      `const speedy = require('speedycgi');
       speedy.addShutdownHandler(() => { throw new Error('stuck') });
       speedy.addShutdownHandler(async () => { throw new Error('dropped') });
       speedy.addShutdownHandler(() => console.log('all the same'));
       console.log(process.pid);
       speedy.shutdownNextTime()`,
    );
    await isGone(pidOf(run(path)));
    for (const word of [/^Error: stuck$/m, /^Error: dropped$/m, /^all the same$/m])
      assert.match(said(), word);
  });

  test('setopt() sets MaxRuns for the process', () => {
    const path = workshop.script(
      'set-runs.mjs',
      `import { runNumber, setopt } from 'speedycgi';
       if (runNumber() === 2) setopt('MaxRuns', 1);
       console.log(runNumber())`,
    );
    const outs = [1, 2, 3].map(() => run(path).out);
    assert.deepEqual(outs, ['1\n', '2\n', '1\n']);
  });

  test('setopt() sets Timeout for the process', async () => {
    const code = "require('speedycgi').setopt('Timeout', 1); console.log(process.pid)";
    await isGone(pidOf(run(workshop.script('set-timeout.cjs', code))));
  });
}
