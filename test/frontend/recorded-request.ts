// A request as a frontend sends it: to a backend of ours, which says that the run has ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { decodeRequest, type Request } from '../../shared/protocol.ts';
import type { Workshop } from '../workshop.ts';
import { idleRecord, makeGroup } from './made-up-group.ts';

const limit = 30_000;
/** The status that the frontend is told. */
export const status = 3;
const lengthSize = 4;

/** @returns what the frontend sent, and how it ended */
export async function exchange(
  shop: Workshop,
  program: string,
  socket: string,
  args: string[],
  closing = '',
) {
  const parts: Buffer[] = [];
  const server = createServer((connection) => {
    connection.on('data', (part) => {
      parts.push(part);
      const message = Buffer.concat(parts);
      if (message.length < lengthSize || message.length < lengthSize + message.readUInt32LE(0))
        return;
      connection.end(Buffer.from([1, 0, 0, 0, status, 0, 0, 0]));
    });
  });
  server.listen(socket);
  await once(server, 'listening');
  const child = spawn('/bin/sh', ['-c', `umask 027; exec "$0" "$@" ${closing}`, program, ...args], {
    cwd: '/',
    env: shop.env,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: limit,
  });
  const [code] = await once(child, 'exit');
  server.close();
  return { message: Buffer.concat(parts), code, pid: child.pid ?? 0 };
}

/** @returns one without its length, and what it says */
export async function recordedRequest(
  shop: Workshop,
  program: string,
): Promise<{ body: Buffer; request: Request }> {
  const script = shop.script('recorded.cjs', '');
  const group = await makeGroup(shop, program, script, [idleRecord(process.pid)]);
  const { message } = await exchange(shop, program, join(group, `${process.pid}`), [script, 'a']);
  const body = message.subarray(lengthSize);
  return { body, request: decodeRequest(Buffer.from(body)) };
}
