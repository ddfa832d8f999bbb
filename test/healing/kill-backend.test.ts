// A backend is killed before each of its system calls that others can see, while it starts, takes a
// request, runs, and gives itself back: its run ends as one that is killed, another backend makes it, or
// it has ended already; the next run is right, and in the end nothing is left.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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
import { parentOf, soon, stateOf, Ward } from './ward.ts';

declare const ROOT: string;

const starting = 'bind,listen,flock,pwrite64';
const ending = 'pwrite64,?unlink,?unlinkat';
const serving = 'accept4,recvmsg,flock,pwrite64,?dup2,dup3,write,sendto';

/** The steps of a warm run. */
async function warmSteps(ward: Ward, program: string, options: readonly string[]): Promise<Step[]> {
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

for (const { name, program } of frontends) {
  test(`killed while it serves, ${name}`, { skip: missingStrace }, async () => {
    const ward = new Ward();
    try {
      const options = ['--', '-M1', '-t3'];
      const steps = await warmSteps(ward, program, options);
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

  test(`killed while it ends with its run, ${name}`, { skip: missingStrace }, async () => {
    const ward = new Ward();
    try {
      const options = ['--', '-gending', '-t3'];
      const failing = [...options, ward.script('failing.cjs', "throw new Error('failed')")];
      const log = join(ward.folder, 'calls');
      const noted = await attach(noting(log, ending), await ward.served(program, options));
      assert.equal((await ward.call(program, failing)).code, 1);
      await noted.ended;
      const steps = stepsIn(log);
      assert.ok(steps.some((step) => step.name.startsWith('unlink')));
      for (const step of steps) {
        const tracer = await attach(killingAt(step), await ward.served(program, options));
        const { err, code, signal } = await ward.call(program, failing);
        const how = `${step.name} ${step.turn}: ${JSON.stringify([err, code, signal])}`;
        assert.ok(signal === 'SIGKILL' || code === 1, how);
        await tracer.ended;
      }
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

  test(`stopped by --stop before it has told how its run ended, ${name}`, {
    skip: missingStrace,
  }, async () => {
    const ward = new Ward();
    try {
      const options = ['--', '-M1', '-t3'];
      const steps = await warmSteps(ward, program, options);
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

  test(`killed while it starts, ${name}`, { skip: missingStrace }, async () => {
    const ward = new Ward();
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

  test(`killed together with its keeper, ${name}`, async () => {
    const ward = new Ward();
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
