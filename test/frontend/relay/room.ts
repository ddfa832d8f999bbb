// Relayed streams, -B and -b: what their tests share. Each has the script's caller at both ends of a pipe
// or socket.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { after } from 'node:test';
import { socketPair } from '../../../shared/socket.ts';
import { newPipe } from '../../../shared/spawn.ts';
import { Workshop } from '../../workshop.ts';

export const shop = new Workshop();
after(() => shop.close());

export const limit = 30_000;
export const mebibyte = 1 << 20;
export const dataSize = 3 * mebibyte + 17;
export const makers = { pipe: newPipe, socket: socketPair };
type Kind = keyof typeof makers;
export const kinds = Object.keys(makers) as Kind[];

export const hash = (data: Buffer | string): string =>
  createHash('sha256').update(data).digest('hex');

/** The same bytes wherever it is evaluated, and no two stretches of it alike. */
export const made = `(() => {
  const words = new Uint32Array(${Math.ceil(dataSize / 4)});
  for (let i = 0, word = 1; i < words.length; i++)
    words[i] = word = Math.imul(word, 1664525) + 1013904223;
  return Buffer.from(words.buffer, 0, ${dataSize});
})()`;
export const data: Buffer = new Function(`return ${made}`)();

export const scripts = {
  /** Writes it in pieces of all sizes. */
  writer: shop.script(
    'writer.cjs',
    `const data = ${made};
     let size = 1;
     for (let at = 0; at < data.length; at += size) {
       size = size * 7 % 200_003;
       process.stdout.write(data.subarray(at, at + size));
     }`,
  ),
  reader: shop.script(
    'reader.cjs',
    `const hash = require('node:crypto').createHash('sha256');
     process.stdin.on('data', (part) => hash.update(part));
     process.stdin.on('end', () => process.stdout.write(hash.digest('hex')));`,
  ),
  nothing: shop.script('nothing.cjs', ''),
};

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export type Stdio = number | 'ignore' | 'pipe' | 'inherit';

/** The ends that the frontend gets are its own from then on. */
export function start(
  program: string,
  args: readonly string[],
  stdio: [Stdio, Stdio, Stdio],
  kept: readonly number[] = [],
): Started {
  const child = spawn(program, args, {
    cwd: shop.folder,
    env: shop.env,
    stdio,
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const given = new Set(stdio.filter((fd): fd is number => typeof fd === 'number'));
  for (const fd of given) if (!kept.includes(fd)) closeSync(fd);
  return { child, ended: once(child, 'exit').then(([code, signal]) => ({ code, signal })) };
}

export const streamOf = (fd: number, kind: Kind): Readable =>
  kind === 'pipe' ? createReadStream('', { fd }) : new Socket({ fd, readable: true });

export async function readAll(stream: Readable, pause = async () => {}): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part);
    await pause();
  }
  return Buffer.concat(parts);
}

export const success = { code: 0, signal: null };
