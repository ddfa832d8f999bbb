// What is typed at the terminal of a run, Ctrl-C, Ctrl-\ and Ctrl-Z, acts as on a plain process.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { takeLimit } from '../../shared/layout.ts';
import { textOf } from '../../shared/text-of.ts';
import { processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { Terminal } from '../terminal.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 20_000;
const report = join(shop.folder, 'report');

const child = shop.script(
  'child.cjs',
  `const { appendFileSync } = require('node:fs');
  for (const name of ['SIGINT', 'SIGQUIT']) {
    process.on(name, () => appendFileSync('${report}', 'child ' + name + '\\n'));
  }
  appendFileSync('${report}', 'child began\\n');
  setInterval(() => {}, 60_000);`,
);
/** Says which signals it gets, once its child is there to say it, too; ends by USR2. */
const parent = shop.script(
  'parent.cjs',
  `const { appendFileSync, existsSync } = require('node:fs');
  const say = (text) => appendFileSync('${report}', text + '\\n');
  const names = process.argv[2].split(',').filter(Boolean);
  for (const name of names) process.on(name, () => { say('script ' + name); });
  process.on('SIGUSR2', () => process.exit(7));
  const child = require('node:child_process').spawn(process.execPath, ['${child}'], { stdio: 'ignore' });
  process.on('exit', () => child.kill('SIGKILL'));
  const look = setInterval(() => {
    if (!existsSync('${report}')) return;
    clearInterval(look);
    say(['pids', process.pid, child.pid, ''].join(' '));
  }, 5);
  setInterval(() => {}, 60_000);`,
);
const busy = shop.script(
  'busy.cjs',
  `require('node:fs').writeFileSync('${report}', 'pids ' + process.pid + '  '); for (;;);`,
);

const told = (): string => textOf(report);
const isTold = (text: string) => until(text, limit, () => told().includes(text));

/** One letter, as in proc(5): T is stopped. */
const stateOf = (pid: number): string => /\) (\w)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? '';

/** Where a test has failed, the script has not done it; a backend is ended with its queue. */
function endChild(pid: number): void {
  const isThere = pid > 0 && processesNaming(child).includes(pid);
  if (isThere) process.kill(pid, 'SIGKILL');
}

/** Though it may wait to be asked how it ended. */
const isGone = (pid: number) =>
  until(`${pid} is gone`, limit, () => ['', 'Z'].includes(stateOf(pid)));
const isStopped = (pid: number) => stateOf(pid) === 'T';
/** Each is woken for that by itself, behind the shell perhaps. */
const areStopped = (...pids: number[]) =>
  until(`${pids} are stopped`, limit, () => pids.every(isStopped));
const goOn = (...pids: number[]) => until(`${pids} go on`, limit, () => !pids.some(isStopped));
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').map(Number);

/** A shell at a terminal of its own, with a frontend as its job. */
interface Shell {
  readonly terminal: Terminal;
  readonly frontend: () => number;
  shows(text: string): Promise<void>;
}
interface Job extends Omit<Shell, 'frontend'> {
  readonly frontend: number;
  readonly script: number;
  readonly child: number;
}

/** In the foreground of a shell that says how a job ended, and continues it after an empty line. */
const foreground =
  'trap : INT; set -m; "$@"; echo "<$?>"; while read -r _; do fg; echo "<$?>"; done';
/** In the background: the terminal's signals are not for it. */
const background = 'set -m; "$@" & read -r _';

async function withShell(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  work: (shell: Shell) => Promise<void>,
): Promise<void> {
  const terminal = new Terminal();
  const [shell = '', ...args] = command;
  const started = terminal.start('/bin/sh', ['-c', shell, 'sh', ...args], { ...shop.env, ...env });
  const shows = (text: string) =>
    until(`${text} in ${terminal.shown}`, limit, () => terminal.shown.includes(text));
  try {
    await work({ terminal, frontend: () => childrenOf(started.pid ?? 0)[0] ?? 0, shows });
  } finally {
    terminal.close();
    started.kill('SIGKILL');
  }
}

async function withJob(
  program: string,
  args: readonly string[],
  shell: string,
  work: (job: Job) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  rmSync(report, { force: true });
  await withShell([shell, program, ...args], env, async ({ terminal, frontend, shows }) => {
    const pids = () => /pids (\d+) (\d*) /.exec(told())?.map(Number) ?? [];
    await until('the script runs', limit, () => pids().length > 0);
    const [, script = 0, child = 0] = pids();
    try {
      await work({ terminal, frontend: frontend(), script, child, shows });
    } finally {
      endChild(child);
    }
  });
}

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [key, signal] of [
      ['\x03', 'SIGINT'],
      ['\x1c', 'SIGQUIT'],
    ] as const) {
      test(`${signal} of the terminal reaches the script and its child`, async () => {
        await withJob(program, [parent, signal], foreground, async (job) => {
          job.terminal.type(key);
          await isTold(`child ${signal}`);
          await isTold(`script ${signal}`);
          process.kill(job.frontend, 'SIGUSR2');
          await job.shows('<7>');
        });
      });

      test(`${signal} of somebody else reaches the script alone`, async () => {
        await withJob(program, [parent, signal], background, async (job) => {
          process.kill(job.frontend, signal);
          await isTold(`script ${signal}`);
          process.kill(job.frontend, 'SIGUSR2');
          await isGone(job.frontend);
          assert.ok(!told().includes(`child ${signal}`));
        });
      });
    }

    test('Ctrl-C ends a script in a busy loop', async () => {
      await withJob(program, [busy], foreground, async (job) => {
        job.terminal.type('\x03');
        await job.shows('<130>');
        await isGone(job.script);
      });
    });

    test('Ctrl-Z stops the run, and fg continues it, however long it was stopped', async () => {
      await withJob(program, [parent, 'SIGCONT'], foreground, async (job) => {
        const { terminal, frontend, script, child, shows } = job;
        terminal.type('\x1a');
        await shows('<148>');
        await areStopped(frontend, script, child);
        const end = performance.now() + (takeLimit / 1e6) * 1.1;
        await until('the limit for taking a request', limit, () => performance.now() > end);
        assert.ok(isStopped(script));
        terminal.type('\n');
        await isTold('script SIGCONT');
        await goOn(frontend, script, child);
        process.kill(frontend, 'SIGUSR2');
        await shows('<7>');
        assert.equal(told().match(/SIGCONT/g)?.length, 1);
      });
    });

    test('a run can be stopped again and again', async () => {
      await withJob(program, [parent, ''], foreground, async (job) => {
        const { terminal, frontend, script, shows } = job;
        for (let i = 1; i <= 3; i++) {
          terminal.type('\x1a');
          const times = () => terminal.shown.split('<148>').length - 1;
          await until('the shell is told', limit, () => times() === i);
          await areStopped(script);
          terminal.type('\n');
          await goOn(frontend, script);
        }
        process.kill(frontend, 'SIGUSR2');
        await shows('<7>');
      });
    });

    test('a script that handles SIGTSTP is not stopped', async () => {
      await withJob(program, [parent, 'SIGTSTP'], foreground, async (job) => {
        job.terminal.type('\x1a');
        await isTold('script SIGTSTP');
        assert.ok(!isStopped(job.script) && !isStopped(job.frontend));
        process.kill(job.frontend, 'SIGUSR2');
        await job.shows('<7>');
      });
    });

    test('SIGTSTP of somebody else stops the script, and not its child', async () => {
      await withJob(program, [parent, ''], background, async (job) => {
        const { frontend, script, child } = job;
        process.kill(frontend, 'SIGTSTP');
        await areStopped(frontend, script);
        assert.ok(!isStopped(child));
        process.kill(frontend, 'SIGCONT');
        await goOn(frontend, script);
        process.kill(frontend, 'SIGUSR2');
        await isGone(frontend);
      });
    });

    test('SIGCONT right behind SIGTSTP leaves nothing stopped', async () => {
      await withJob(program, [parent, 'SIGCONT'], background, async ({ frontend }) => {
        for (let i = 1; i <= 50; i++) {
          process.kill(frontend, 'SIGTSTP');
          process.kill(frontend, 'SIGCONT');
          const heard = () => told().match(/script SIGCONT/g)?.length === i;
          await until(`the script goes on, ${i}`, limit, heard);
        }
        process.kill(frontend, 'SIGUSR2');
        await isGone(frontend);
      });
    });

    test('Ctrl-Z stops a frontend in line, and fg has it served', async () => {
      const env = { SPEEDY_MAXBACKENDS: '1' };
      const inLine = async (first: Job) => {
        await withShell([foreground, program, parent, ''], env, async (shell) => {
          const { terminal, frontend, shows } = shell;
          await until('it is in line', limit, () => frontend() > 0 && shop.inLine(frontend()));
          terminal.type('\x1a');
          await shows('<148>');
          terminal.type('\n');
          await goOn(frontend());
          rmSync(report);
          process.kill(first.frontend, 'SIGUSR2');
          await isTold('pids');
          process.kill(frontend(), 'SIGUSR2');
          await shows('<7>');
        });
      };
      await withJob(program, [parent, ''], background, inLine, env);
    });

    test('a stopped run ends with its frontend', async () => {
      await withJob(program, [parent, ''], foreground, async (job) => {
        job.terminal.type('\x1a');
        await job.shows('<148>');
        process.kill(job.frontend, 'SIGKILL');
        await isGone(job.script);
        process.kill(job.child, 'SIGKILL');
      });
    });
  });
}
