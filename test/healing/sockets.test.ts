// A backend that can't be reached: its socket is gone, is something else, or has no room.
import assert from 'node:assert/strict';
import { closeSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { connectTo } from '../../shared/socket.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { stateOf, Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const soon = 10_000;
/** More than any backlog of a backend. */
const many = 200;

const replaced: Record<string, (socket: string) => void> = {
  gone: () => {},
  'a file': (socket) => writeFileSync(socket, ''),
  'a link to nothing': (socket) => symlinkSync('/no/such/socket', socket),
};

/** As many as there is room for, or somebody accepts. */
function connectOften(socket: string): number[] {
  const connections: number[] = [];
  try {
    while (connections.length < many) connections.push(connectTo(Buffer.from(socket)));
  } catch {
    // There is no more room.
  }
  return connections;
}

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [what, put] of Object.entries(replaced)) {
      test(`its socket is ${what}`, async () => {
        const options = ['--', `-g${name}${what.length}`];
        const before = await ward.served(program, options);
        const socket = join(ward.groupOf(before), String(before));
        rmSync(socket);
        put(socket);
        const served = await ward.served(program, options);
        assert.notEqual(served, before);
        assert.equal(await ward.served(program, options), served);
      });
    }

    test('its backlog is full, and it stands still', async () => {
      const options = ['--', `-g${name}-stopped`];
      const before = await ward.served(program, options);
      const socket = join(ward.groupOf(before), String(before));
      process.kill(before, 'SIGSTOP');
      await until('it stands still', soon, () => stateOf(before) === 'T');
      const connections = connectOften(socket);
      assert.ok(connections.length < many, 'there is always room');
      const served = await ward.served(program, options);
      assert.notEqual(served, before);
      for (const fd of connections) closeSync(fd);
      process.kill(before, 'SIGCONT');
      assert.equal(await ward.served(program, options), served);
    });

    test('others that say nothing are before us', async () => {
      const options = ['--', `-g${name}-others`];
      const before = await ward.served(program, options);
      const connections = connectOften(join(ward.groupOf(before), String(before)));
      const served = await ward.served(program, options);
      for (const fd of connections) closeSync(fd);
      assert.equal(await ward.served(program, options), served);
    });
  });
}
