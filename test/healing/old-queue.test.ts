// Queues that tell of another time: another version's, another boot's, and records whose pids are
// others' by now. The next run is right, and takes no longer than a start.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { layoutVersion, maxRecords, recordSize, states } from '../../shared/layout.ts';
import { now } from '../../shared/libc.ts';
import { startOf } from '../../shared/process-start.ts';
import { Entry, Header } from '../../shared/record.ts';
import { makeGroup, readQueue } from '../frontend/made-up-group.ts';
import { frontends } from '../frontends.ts';
import { Ward } from './ward.ts';

const ward = new Ward();
/** Somebody who has nothing to do with speedy, and got the number of one who had. */
const foreigner: ChildProcess = spawn('sleep', ['1000'], { stdio: 'ignore' });
const stranger = foreigner.pid as number;
after(async () => {
  assert.deepEqual([foreigner.exitCode, foreigner.signalCode], [null, null], 'it was hurt');
  foreigner.kill();
  await once(foreigner, 'exit');
  await ward.close();
});

const limited = { SPEEDY_MAXBACKENDS: '1' };
/** Nanoseconds: more than what is believed without a look. */
const hour = 3600n * 1_000_000_000n;

function recordOf(state: number, fields: { pid: number; partner?: number; start?: bigint }): Entry {
  const entry = new Entry();
  entry.set('state', state);
  entry.set('pid', fields.pid);
  entry.set('partner', fields.partner ?? 0);
  entry.setLong('pidStart', fields.start ?? 0n);
  entry.setLong('since', 1n);
  return entry;
}

/** What the number was when the record was written, of a process that started at another time. */
const recycled: Record<string, Entry> = {
  'an idle backend': recordOf(states.idle, { pid: stranger, start: 1n }),
  'a backend that serves': recordOf(states.serving, {
    pid: stranger,
    partner: stranger,
    start: 1n,
  }),
  'a backend that starts': recordOf(states.starting, { pid: stranger, partner: stranger }),
  'a backend that died': recordOf(states.dead, { pid: stranger, partner: stranger, start: 1n }),
  'a frontend in line': recordOf(states.waiting, { pid: stranger }),
  'a frontend that was called': recordOf(states.called, { pid: stranger, partner: 0 }),
  'who makes backends': recordOf(states.parent, { pid: stranger, start: 1n }),
};

const header = (change: (header: Header) => void) => (file: Buffer) => {
  const bytes = Buffer.from(file);
  change(new Header(bytes));
  return bytes;
};

/** Those of another version have records that mean something else. */
const scribbled = (file: Buffer): Buffer => Buffer.concat([file, Buffer.alloc(500, 3)]);
const others: Record<string, (file: Buffer) => Buffer> = {
  'an older version': header((it) => it.set('version', layoutVersion - 1)),
  'a newer version': header((it) => it.set('version', layoutVersion + 1)),
  'another build': header((it) => it.setLong('build', 1n)),
  'another program': header((it) => it.set('magic', 0x20202020)),
  'another boot': header((it) => it.setLong('boot', 1n)),
  'an unknown boot': header((it) => it.setLong('boot', 0n)),
};

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [whose, record] of Object.entries(recycled)) {
      test(`the pid of ${whose} is another’s by now`, async () => {
        const group = await makeGroup(ward, program, ward.pid, [record], limited);
        const served = await ward.served(program, [], limited);
        assert.notEqual(served, stranger);
        const left = readQueue(group).entries.filter((entry) => entry.get('pid') === stranger);
        assert.deepEqual(left, []);
      });
    }

    for (const [what, make] of Object.entries(others)) {
      test(`a queue of ${what}`, async () => {
        const busy = recordOf(states.serving, { pid: process.pid, partner: process.pid });
        busy.setLong('pidStart', startOf(process.pid));
        const idle = recycled['an idle backend'] as Entry;
        const group = await makeGroup(ward, program, ward.pid, [idle, busy, idle]);
        const queue = join(group, 'queue');
        writeFileSync(queue, scribbled(make(readFileSync(queue))));
        assert.notEqual(await ward.served(program), stranger);
        const left = readQueue(group).entries.filter((entry) => entry.get('pid') === stranger);
        assert.ok(left.every((entry) => entry.get('state') === states.free));
      });
    }

    test('a queue as full as can be, of frontends that are gone', async () => {
      const gone = recordOf(states.waiting, { pid: 4_194_304 + 1 });
      const group = await makeGroup(ward, program, ward.pid, Array(maxRecords).fill(gone));
      const served = await ward.served(program);
      assert.equal(readFileSync(join(group, 'queue')).length, (maxRecords + 1) * recordSize);
      assert.equal(await ward.served(program), served);
    });

    for (const [when, since] of [
      ['the far past', () => 0n],
      ['the future', () => now() + hour],
      ['the end of time', () => 2n ** 64n - 1n],
    ] as const) {
      test(`a backend that became idle in ${when} is as good as any`, async () => {
        const options = ['--', `-g${name} ${when}`, '-M1'];
        const served = await ward.served(program, options, {});
        const queue = join(ward.groupOf(served), 'queue');
        const file = readFileSync(queue);
        for (const index of readQueue(join(queue, '..')).entries.keys()) {
          const entry = new Entry(
            file.subarray((index + 1) * recordSize, (index + 2) * recordSize),
          );
          entry.setLong('since', since());
        }
        new Header(file).set('idle', 0); // it is found by a scan
        writeFileSync(queue, file);
        assert.equal(await ward.served(program, options, {}), served);
        assert.ok(existsSync(queue));
      });
    }
  });
}
