// What the frontends send, byte by byte, to a backend of ours.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { states } from '../../shared/layout.ts';
import { decodeRequest } from '../../shared/protocol.ts';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';
import { idleRecord, makeGroup, readQueue } from './made-up-group.ts';
import { exchange, status } from './recorded-request.ts';

const shop = new Workshop();

after(() => shop.close());

const binary = (bytes: Buffer | string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(bytes));
  return Buffer.concat([length, Buffer.from(bytes as string)]);
};
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** The message as shared/wire.ts describes it. */
function fixture(version: string, pid: number, stamp: Buffer, env: string, script: string): Buffer {
  const parts = ['\x8a', '\xa7version\xdb', binary(version), '\xa3pid\xce', number(pid)];
  parts.push('\xa5umask\xce', number(0o027), '\xa4open\xce', number(7));
  parts.push('\xa7ignored\xce', number(0), '\xa5stamp\xc6');
  parts.push(binary(stamp), '\xa4args\xc6', binary('a\0\0b c\0-x\0'), '\xa3env\xc6', binary(env));
  parts.push('\xa3cwd\xc6', binary('/\0'), '\xa6script\xdb', binary(script));
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

function stampOf(path: string): Buffer {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  const times = [mtimeNs, ctimeNs].flatMap((time) => [
    time / 1_000_000_000n,
    time % 1_000_000_000n,
  ]);
  return Buffer.from(BigUint64Array.from([dev, ino, size, ...times]).buffer);
}

for (const { name, program } of frontends) {
  describe(name, () => {
    test('the request is the fixture, and decodes', async () => {
      const script = shop.script('request.cjs', '');
      const group = await makeGroup(shop, program, script, [idleRecord(process.pid)]);
      const args = [script, 'a', '', 'b c', '-x'];
      const socket = join(group, String(process.pid));
      const { message, code, pid } = await exchange(shop, program, socket, args);
      assert.equal(code, status);
      const request = decodeRequest(message.subarray(4));
      const env = request.env.toString();
      assert.match(env, new RegExp(`^(.*\\0)?SPEEDY_TMPBASE=${shop.base}\\0`, 's'));
      const expected = fixture(request.version, pid, stampOf(script), env, script);
      assert.deepEqual(message.toString('latin1'), expected.toString('latin1'));
      assert.deepEqual([request.pid, request.script], [pid, script]);
    });

    test('closed descriptors are not among those that are passed', async () => {
      const script = shop.script('request.cjs', '');
      for (const [closing, open] of [
        ['<&-', 6],
        ['>&-', 5],
        ['2>&-', 3],
        ['<&- >&- 2>&-', 0],
      ] as const) {
        const group = await makeGroup(shop, program, script, [idleRecord(process.pid)]);
        const socket = join(group, String(process.pid));
        const { message } = await exchange(shop, program, socket, [script], closing);
        assert.equal(decodeRequest(message.subarray(4)).open, open);
      }
    });

    test('the record says whom the backend serves', async () => {
      const script = shop.script('request.cjs', '');
      const group = await makeGroup(shop, program, script, [idleRecord(process.pid)]);
      const { pid } = await exchange(shop, program, join(group, String(process.pid)), [script]);
      const {
        header,
        entries: [entry],
      } = readQueue(group);
      assert.ok(entry !== undefined);
      assert.deepEqual([header.get('records'), header.get('idle')], [1, 0]);
      assert.deepEqual(
        [entry.get('state'), entry.get('pid'), entry.get('partner'), entry.get('started')],
        [states.serving, process.pid, pid, 0],
      );
      assert.ok(entry.getLong('since') > 1n);
    });
  });
}
