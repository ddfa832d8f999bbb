// The clock is set, back and forth. The machine's is left alone: a library says another time to those
// that it is loaded into, and a namespace has another time since the machine's start.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { connectToBackend, refusal, sendPart } from './sent.ts';
import { isGone, soon, Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const shift = join(ward.folder, 'shift');
const library = join(ward.folder, 'clock.so');
const hour = 3600;
const source = `
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long shift(void) {
  long seconds = 0;
  FILE *file = fopen("${shift}", "re");
  if (file && fscanf(file, "%ld", &seconds) != 1) seconds = 0;
  if (file) fclose(file);
  return seconds;
}

int clock_gettime(clockid_t id, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, id, time);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) time->tv_sec += shift();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}`;

function compiles(): boolean {
  const path = ward.script('clock.c', source);
  return spawnSync('cc', ['-shared', '-fPIC', '-o', library, path]).status === 0;
}
const skip = !compiles() && 'there is no C compiler';
const env = { LD_PRELOAD: library };
const setClock = (seconds: number) => writeFileSync(shift, String(seconds));

for (const { name, program } of frontends) {
  describe(name, { skip }, () => {
    test('runs before and after it was set are right, by the same backend', async () => {
      const options = ['--', `-g${name}`];
      setClock(0);
      const before = await ward.served(program, options, env);
      for (const seconds of [-hour, hour, -100_000 * hour, 0]) {
        setClock(seconds);
        assert.equal(await ward.served(program, options, env), before);
      }
    });

    test('the script has the time that it is', async () => {
      const path = ward.script('time.cjs', 'console.log(Date.now())');
      for (const seconds of [0, -hour]) {
        setClock(seconds);
        const { out } = await ward.call(program, [path], env);
        assert.ok(Math.abs(Number(out) - Date.now() - seconds * 1000) < soon);
      }
    });

    test('a backend leaves after its Timeout, and one that is in line is served', async () => {
      const go = join(ward.folder, `go-${name}`);
      const script = ward.script(
        'held.cjs',
        `const look = setInterval(() => {
          if (!require('node:fs').existsSync('${go}')) return;
          clearInterval(look);
          console.log(process.pid);
        }, 5);`,
      );
      const args = ['--', `-g${name}-line`, '-M1', '-t1', script];
      setClock(0);
      const calls = [ward.start(program, args, env), ward.start(program, args, env)];
      await until('one is in line', soon, () => calls.some(({ pid }) => ward.inLine(pid)));
      setClock(-hour);
      writeFileSync(go, '');
      const [first, second] = await Promise.all(calls.map(({ ended }) => ended));
      assert.deepEqual([first?.code, second], [0, first]);
      await isGone(Number(first?.out));
    });
  });
}

const [{ program }] = frontends as [(typeof frontends)[0]];

test('a request that comes in time is read, whatever time it is', { skip }, async () => {
  setClock(0);
  const backend = await ward.served(program, ['--', '-grequest'], env);
  const fd = connectToBackend(ward, backend);
  const begun = Buffer.alloc(12);
  begun.writeUInt32LE(4096); // so long is what it promises
  for (const [i, seconds] of [0, hour, 2 * hour, 3 * hour].entries()) {
    setClock(seconds);
    await sendPart(fd, begun.subarray(3 * i, 3 * i + 3));
  }
  closeSync(fd);
  assert.equal(await refusal(ward), 'it ended early');
});

/** Seconds since the machine's start, some of which a namespace lacks. */
const uptime = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split('.')[0]) / 2);
const noSpace =
  spawnSync('unshare', ['-T', '--boottime', '1', 'true']).status !== 0 &&
  'only root can make a namespace of time, with unshare';

for (const { name, program } of frontends) {
  test(`frontends to which the machine started at another time, ${name}`, {
    skip: noSpace,
  }, async () => {
    const args = ['--', `-gspace-${name}`, ward.pid];
    for (const seconds of [0, 100 * hour, 0, -uptime, 0]) {
      const options = ['-T', '--boottime', String(seconds), '--monotonic', String(seconds)];
      const { out, err, code } = await ward.call('unshare', [...options, program, ...args]);
      assert.deepEqual([err, code], ['', 0]);
      assert.match(out, /^\d+\n$/);
    }
  });
}
