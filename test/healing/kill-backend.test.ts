// A backend is killed before each of its system calls that others can see, while it starts, takes a
// request, runs, and gives itself back: its run ends as one that is killed, another backend makes it, or
// it has ended already; the next run is right, and in the end nothing is left.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { skip as missingPerl } from '../backend/perl/needed.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import {
  attach,
  killingAt,
  missingStrace,
  noting,
  type Step,
  stepsIn,
  stoppingAt,
} from './strace.ts';
import { type Language, parentOf, soon, stateOf, Ward } from './ward.ts';

declare const ROOT: string;

/** System calls, and a script that fails, with the status of that. */
interface Kind {
  readonly language: Language;
  readonly skip: string | false;
  readonly starting: string;
  readonly serving: string;
  readonly ending: string;
  readonly failing: readonly [string, string, number];
}

const node: Kind = {
  language: 'node',
  skip: missingStrace,
  starting: 'bind,listen,flock,pwrite64',
  serving: 'accept4,recvmsg,flock,pwrite64,?dup2,dup3,write,sendto',
  ending: 'pwrite64,?unlink,?unlinkat',
  failing: ['failing.cjs', "throw new Error('failed')", 1],
};

const perl: Kind = {
  language: 'perl',
  skip: missingStrace || missingPerl,
  starting: 'bind,listen,flock',
  serving: 'accept4,recvmsg,flock,write,sendto',
  ending: 'write,?unlink,?unlinkat',
  failing: ['failing.pl', '$! = 0; die "failed\\n"', 255],
};

// The frontends are compared with the first kind.
const all = [
  ...frontends.map((frontend) => ({ ...frontend, kind: node })),
  ...frontends.slice(0, 1).map((frontend) => ({ ...frontend, kind: perl })),
];

/** The steps of a warm run. */
async function warmSteps(
  ward: Ward,
  serving: string,
  program: string,
  options: readonly string[],
): Promise<Step[]> {
  const log = join(ward.folder, 'calls');
  const pid = await ward.served(program, options);
  const tracer = await attach(noting(log, serving), pid);
  assert.equal(await ward.served(program, options), pid);
  assert.equal(await ward.served(program, options), pid); // it has given itself back
  tracer.end();
  await tracer.ended;
  const steps = stepsIn(log);
  const second = steps.findIndex(({ name, turn }) => name === 'accept4' && turn === 2);
  assert.ok(second > 0);
  return steps.slice(0, second + 1);
}

for (const { name, program, kind } of all) {
  const { language, skip, starting, serving, ending } = kind;

  test(`killed while it serves, ${language}, ${name}`, { skip }, async () => {
    const ward = new Ward(language);
    try {
      const options = ['--', '-M1', '-t3'];
      const steps = await warmSteps(ward, serving, program, options);
      let lost = 0;
      for (const step of steps) {
        const pid = await ward.served(program, options);
        const tracer = await attach(killingAt(step), pid);
        const { out, err, code, signal } = await ward.call(program, [...options, ward.pid, '3']);
        const how = `${step.name} ${step.turn}: ${JSON.stringify([out, err, code, signal])}`;
        assert.ok(signal === 'SIGKILL' || /^\d+\n$/.test(out), how);
        assert.deepEqual([code ?? 3, err], [3, ''], how);
        if (signal === 'SIGKILL') lost++;
        if (step.name === 'accept4' || step.name === 'recvmsg') assert.equal(code, 3, how);
        await ward.served(program, options);
        tracer.end();
        await tracer.ended;
      }
      assert.ok(lost > 0 && lost < steps.length, `${lost} of ${steps.length}`);
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

  test(`killed while it ends with its run, ${language}, ${name}`, { skip }, async () => {
    const ward = new Ward(language);
    try {
      const options = ['--', '-gending', '-t2'];
      const [file, text, status] = kind.failing;
      const failing = [...options, ward.script(file, text)];
      const log = join(ward.folder, 'calls');
      const noted = await attach(noting(log, ending), await ward.served(program, options));
      assert.equal((await ward.call(program, failing)).code, status);
      await noted.ended;
      const steps = stepsIn(log);
      assert.ok(steps.some((step) => step.name.startsWith('unlink')));
      for (const step of steps) {
        const tracer = await attach(killingAt(step), await ward.served(program, options));
        const { err, code, signal } = await ward.call(program, failing);
        const how = `${step.name} ${step.turn}: ${JSON.stringify([err, code, signal])}`;
        assert.ok(signal === 'SIGKILL' || code === status, how);
        await tracer.ended;
      }
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

  test(`stopped by --stop before it has told how its run ended, ${language}, ${name}`, {
    skip,
  }, async () => {
    const ward = new Ward(language);
    try {
      const options = ['--', '-M1', '-t3'];
      const steps = await warmSteps(ward, serving, program, options);
      const answer = steps.findLastIndex((step) => step.name === 'sendto');
      const unlock = steps.slice(0, answer).findLast((step) => step.name === 'flock');
      assert.ok(unlock);
      const pid = await ward.served(program, options);
      const tracer = await attach(stoppingAt(unlock), pid);
      const { ended } = ward.start(program, [...options, ward.pid, '3']);
      await until('it is stopped', soon, () => /^[Tt]$/.test(stateOf(pid)));
      const stop = ward.call(program, ['--', '--stop']);
      await until(
        'it is off the queue',
        soon,
        () => !existsSync(join(ward.groups[0] ?? '', String(pid))),
      );
      process.kill(pid, 'SIGCONT');
      assert.deepEqual(await ended, { out: `${pid}\n`, err: '', code: 3, signal: null });
      assert.equal((await stop).code, 0);
      await tracer.ended;
    } finally {
      await ward.close();
    }
  });

  test(`killed while it starts, ${language}, ${name}`, { skip }, async () => {
    const ward = new Ward(language);
    const real = join(ROOT, 'dist/speedy_backend');
    try {
      /** The first one is traced, all others are as ever. */
      const traced = (group: string, options: readonly string[]) => {
        const path = ward.executable(
          `backend-${group}`,
          `#!/bin/sh
           mkdir '${ward.folder}/${group}.first' 2>/dev/null || exec '${real}' "$@"
           exec strace -f --seccomp-bpf ${options.join(' ')} '${real}' "$@"`,
        );
        return ['--', `-g${group}`, '-t1', `-p${path}`];
      };
      const log = join(ward.folder, 'calls');
      await ward.served(program, traced('noted', noting(log, starting)));
      const steps = stepsIn(log);
      assert.ok(steps.some((step) => step.name === 'flock'));
      for (const [i, step] of steps.entries()) {
        await ward.served(program, traced(`killed${i}`, killingAt(step)));
      }
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

  test(`killed together with its keeper, ${language}, ${name}`, { skip }, async () => {
    const ward = new Ward(language);
    try {
      const options = ['--', '-t1'];
      const pid = await ward.served(program, options);
      for (const one of [parentOf(pid), pid]) process.kill(one, 'SIGKILL');
      assert.notEqual(await ward.served(program, options), pid);
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });
}
