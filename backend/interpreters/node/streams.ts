/** Standard streams over the descriptors of this run, as Node.js itself would build them. */
import { createReadStream, fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import * as tty from 'node:tty';

class FileStream extends Writable {
  readonly _type = 'fs';
  constructor(readonly fd: number) {
    super({ decodeStrings: true, autoDestroy: false });
  }
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length; ) at += writeSync(this.fd, chunk, at);
    done();
  }
}

function isPipe(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}

function open(fd: number): unknown {
  if (tty.isatty(fd)) return fd === 0 ? new tty.ReadStream(fd) : new tty.WriteStream(fd);
  if (!isPipe(fd))
    return fd === 0 ? createReadStream('', { fd, autoClose: false }) : new FileStream(fd);
  const stream = new Socket({ fd, readable: fd === 0, writable: fd !== 0 });
  if (fd === 0) stream.pause();
  return Object.assign(stream, { fd, _type: 'pipe' });
}

let opened: { destroy(): void }[] = [];

function define(name: 'stdin' | 'stdout' | 'stderr', fd: number): void {
  let stream: unknown;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      if (stream === undefined) {
        stream = open(fd);
        opened.push(stream as { destroy(): void });
      }
      return stream;
    },
  });
}

/** New streams, made when they are first asked for. */
export function openStreams(): void {
  define('stdin', 0);
  define('stdout', 1);
  define('stderr', 2);
  Object.assign(console, { _stdout: undefined, _stderr: undefined });
}

/** The descriptors stay: they are given back to whoever owns them. */
export function closeStreams(): void {
  for (const stream of opened) stream.destroy();
  opened = [];
}
