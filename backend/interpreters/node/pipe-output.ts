/**
 * Standard output or error that is a pipe or a socket. A write goes straight to the descriptor;
 * only what the pipe has no room for goes through the event loop. So the descriptor is left as it
 * is by short outputs, and what is still to be written is known when the process ends.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { waitWritable } from '../../../shared/libc.ts';
import { dontWait, rememberFlags } from './flags.ts';
import { closeHandle } from './handle.ts';
import { socketOptions } from './socket-options.ts';
import { asStandard } from './standard.ts';

type Done = (error?: Error | null) => void;
interface Chunk {
  chunk: Buffer | string;
  encoding: BufferEncoding;
}
/** What Node.js has in a Socket, but doesn't document. */
interface Hidden {
  _handle: { writeQueueSize: number; close(): void } | null;
  _writableState: { getBuffer(): Chunk[] };
}

/** PIPE_BUF: where there is room at all, there is room for that many bytes. */
const surelyFits = 4096;

const bytesOf = ({ chunk, encoding }: Chunk): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;

export class PipeOutput extends Socket {
  declare readonly fd: 1 | 2;
  /** Set once more is written than surely fits: then the descriptor must not wait. */
  #waitAgain: (() => void) | undefined;
  #isShut = false;
  /** What the event loop has been given, until it is done with it. */
  #rest: Buffer | undefined;

  constructor(fd: 1 | 2) {
    const restoreFlags = rememberFlags(fd);
    super(socketOptions(fd, false));
    restoreFlags();
    asStandard(this, 'pipe', fd);
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    this.#send(bytesOf({ chunk, encoding }), done);
  }

  override _writev(chunks: Chunk[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(bytesOf)), done);
  }

  /** It is shut down: that much is left of it when it is made to live on. */
  override _final(done: Done): void {
    this.#isShut = true;
    super._final(done);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#isShut) {
      done(brokenPipe());
      return;
    }
    let rest = bytes;
    try {
      rest = this.#writeNow(bytes);
    } catch (error) {
      done(asOfStream(error as NodeJS.ErrnoException));
      return;
    }
    if (rest.length === 0) done();
    else this.#sendLater(rest, done);
  }

  /** @returns what there is no room for now */
  #writeNow(bytes: Buffer): Buffer {
    const isSmall = this.#waitAgain === undefined && bytes.length <= surelyFits;
    if (isSmall && waitWritable(this.fd, 0)) return writeWhatFits(this.fd, bytes);
    this.#waitAgain ??= dontWait(this.fd);
    return writeWhatFits(this.fd, bytes);
  }

  #sendLater(rest: Buffer, done: Done): void {
    this.#rest = rest;
    super._write(rest, 'buffer' as BufferEncoding, (error) => {
      this.#rest = undefined;
      done(error);
    });
  }

  /** Writes what is still to be written, waiting for the reader. */
  flush(): void {
    const { _handle: handle, _writableState: state } = this as unknown as Hidden;
    const inLoop = handle?.writeQueueSize ?? 0;
    const begun = this.#rest?.subarray(this.#rest.length - inLoop) ?? Buffer.alloc(0);
    try {
      writeAll(this.fd, Buffer.concat([begun, ...state.getBuffer().map(bytesOf)]));
    } catch {
      // The reader went away, and nobody is left to be told.
    }
  }

  release(): void {
    closeHandle(this);
    this.#waitAgain?.();
  }
}
Object.defineProperty(PipeOutput, 'name', { value: 'Socket' });

function brokenPipe(): Error {
  const error = new Error('write EPIPE');
  return Object.assign(error, { errno: -constants.errno.EPIPE, code: 'EPIPE', syscall: 'write' });
}

/** As libuv's streams say it. */
function asOfStream(error: NodeJS.ErrnoException): Error {
  error.message = `write ${error.code}`;
  return error;
}

/** @returns what there is no room for now */
function writeWhatFits(fd: number, bytes: Buffer): Buffer {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at);
  } catch (error) {
    if ((error as { errno?: number }).errno !== -constants.errno.EAGAIN) throw error;
  }
  return bytes.subarray(at);
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let rest = writeWhatFits(fd, bytes); rest.length > 0; rest = writeWhatFits(fd, rest)) {
    waitWritable(fd, -1);
  }
}
