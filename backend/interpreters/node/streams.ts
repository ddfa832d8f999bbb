/** Standard streams over the descriptors of this run, as Node.js itself would build them. */
import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import * as tty from 'node:tty';
import { FileOutput } from './file-output.ts';
import { PipeOutput } from './pipe-output.ts';

interface Stream {
  /** What was written and has not gone out yet goes out, however slow the reader. */
  flush?(): void;
  /** Gives up what belongs to this run. The descriptor stays: it is somebody else's too. */
  release?(): void;
}

type Kind = 'terminal' | 'pipe' | 'file';

function kindOf(fd: number): Kind {
  const stat = fstatSync(fd);
  if (stat.isFIFO() || stat.isSocket()) return 'pipe';
  return stat.isCharacterDevice() && tty.isatty(fd) ? 'terminal' : 'file';
}

function makeInput(): Readable {
  const kind = kindOf(0);
  if (kind === 'terminal') return new tty.ReadStream(0);
  if (kind === 'file') return createReadStream('', { fd: 0, autoClose: false });
  const stream = new Socket({ fd: 0, readable: true, writable: false });
  stream.pause();
  return Object.assign(stream, { fd: 0 });
}

function openInput(): Stream {
  const stream = makeInput();
  const release = () => {
    stream.removeAllListeners();
    stream.on('error', () => {});
    stream.destroy();
  };
  return Object.assign(stream, { release });
}

function openTerminal(fd: 1 | 2): Stream {
  const stream = new tty.WriteStream(fd);
  return Object.assign(stream, { _type: 'tty', release: () => stream.destroy() });
}

function openOutput(fd: 1 | 2): Stream {
  const kind = kindOf(fd);
  if (kind === 'terminal') return openTerminal(fd);
  return kind === 'pipe' ? new PipeOutput(fd) : new FileOutput(fd);
}

let opened: Stream[] = [];

function define(name: 'stdin' | 'stdout' | 'stderr', open: () => Stream): void {
  let stream: Stream | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      if (stream === undefined) {
        stream = open();
        opened.push(stream);
      }
      return stream;
    },
  });
}

/** New streams, made when they are first asked for. */
export function openStreams(): void {
  define('stdin', openInput);
  define('stdout', () => openOutput(1));
  define('stderr', () => openOutput(2));
  // The console remembers the streams that it has seen.
  Object.assign(console, { _stdout: undefined, _stderr: undefined });
}

export function flushStreams(): void {
  for (const stream of opened) stream.flush?.();
}

export function releaseStreams(): void {
  for (const stream of opened) stream.release?.();
  opened = [];
}
