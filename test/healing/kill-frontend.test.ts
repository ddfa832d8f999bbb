// A frontend is killed before each of its system calls in turn, in a warm run and in a cold one: the
// next run is right, and in the end nothing is left.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { skip as missingPerl } from '../backend/perl/needed.ts';
import { frontends } from '../frontends.ts';
import type { Outcome } from '../workshop.ts';
import { killingAt, missingStrace, noting, type Step, stepsIn } from './strace.ts';
import { isGone, type Language, Ward } from './ward.ts';

/** All that others can see. Node.js makes too many others for each to have its turn. */
const seen = 'flock,pwrite64,ftruncate,?mkdir,mkdirat,connect,sendmsg,recvfrom';
/** At once: while one waits, another works. */
const callers = 3;

/** Done by some callers, each with a number of its own. */
async function inTurn<T>(list: readonly T[], work: (one: T, turn: number) => Promise<void>) {
  let next = 0;
  const caller = async () => {
    for (let turn = next++; turn < list.length; turn = next++) await work(list[turn] as T, turn);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Killed, with or without its answer; or the step was not reached, and it is right. */
function assertKilledOrRight({ out, err, code, signal }: Outcome, { name, turn }: Step): boolean {
  const how = `${name} ${turn}: ${JSON.stringify([out, err, code, signal])}`;
  assert.ok(signal === 'SIGKILL' || code === 0, how);
  assert.ok(out === '' ? signal === 'SIGKILL' : /^\d+\n$/.test(out), how);
  assert.equal(err, '', how);
  return signal === 'SIGKILL';
}

interface Kind {
  readonly name: string;
  readonly program: string;
  readonly language: Language;
  /** System calls of a warm run. */
  readonly names: string;
  /** Of a backend. */
  readonly timeout: string;
  readonly skip: string | false;
}

const ofNode: Kind[] = frontends.map((frontend) => ({
  ...frontend,
  language: 'node',
  names: frontend.name === 'speedy' ? 'all' : seen,
  timeout: '-t3',
  skip: missingStrace,
}));
const ofPerl: Kind[] = frontends.slice(0, 1).map((frontend) => ({
  ...frontend,
  language: 'perl',
  names: seen,
  timeout: '-t1',
  skip: missingStrace || missingPerl,
}));

for (const { name, program, language, names, timeout, skip } of [...ofNode, ...ofPerl])
  test(`killed in a warm run, ${language}, ${name}`, { skip }, async () => {
    const ward = new Ward(language);
    try {
      const args = [program, '--', timeout, ward.pid];
      const log = join(ward.folder, 'calls');
      const run = async () => assert.equal((await ward.call(program, args.slice(1))).code, 0);
      await run();
      assert.equal((await ward.call('strace', [...noting(log, names), ...args])).code, 0);
      const steps = stepsIn(log);
      assert.ok(steps.some((step) => step.name === 'sendmsg'));
      let killed = 0;
      for (const step of steps) {
        const outcome = await ward.call('strace', [...killingAt(step), ...args]);
        if (assertKilledOrRight(outcome, step)) killed++;
        await run();
      }
      assert.ok(killed > 0.8 * steps.length, `${killed} of ${steps.length}`);
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

// What differs then is the backend's.
for (const { name, program } of frontends)
  test(`killed in a cold run, ${name}`, { skip: missingStrace }, async () => {
    const ward = new Ward();
    try {
      const args = (group: number | string) => [program, '--', `-g${group}`, '-t1', ward.pid];
      const log = join(ward.folder, 'calls');
      assert.equal((await ward.call('strace', [...noting(log, seen), ...args('first')])).code, 0);
      const steps = stepsIn(log);
      assert.ok(steps.some((step) => step.name === 'ftruncate'));
      let killed = 0;
      await inTurn(steps, async (step, turn) => {
        const outcome = await ward.call('strace', [...killingAt(step), ...args(turn)]);
        if (assertKilledOrRight(outcome, step)) killed++;
        await ward.served(program, args(turn).slice(1, -1));
      });
      assert.ok(killed > 0.6 * steps.length, `${killed} of ${steps.length}`);
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });

/** They print their pid, hear no TERM, and go on: at work, or waiting. */
const endless = [
  ['busy.pl', '$| = 1; $SIG{TERM} = "IGNORE"; print $$; 1 while 1'],
  ['waiting.pl', '$| = 1; $SIG{TERM} = sub {}; print $$; sleep 100 while 1'],
  ['fresh.pl', '$| = 1; $SIG{TERM} = sub {}; print $$; sleep 100 while 1', '-f'],
] as const;

for (const { name, program } of ofPerl)
  test(`killed in the middle of a run, perl, ${name}`, { skip: missingPerl }, async () => {
    const ward = new Ward('perl');
    try {
      for (const [file, text, ...more] of endless) {
        const options = ['--', '-gendless', '-M2', '-t1', ...more];
        const { child, ended } = ward.start(program, [...options, ward.script(file, text)]);
        const [data] = await once(child.stdout as NodeJS.ReadableStream, 'data');
        child.kill('SIGKILL');
        await isGone(Number(data)); // until then, it has its streams
        assert.equal((await ended).signal, 'SIGKILL');
        assert.notEqual(await ward.served(program, options), Number(data));
      }
      await ward.isEmpty();
    } finally {
      await ward.close();
    }
  });
