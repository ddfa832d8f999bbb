/**
 * Standard output or error that is a pipe or a socket. A write goes straight to the descriptor;
 * only what the pipe has no room for becomes a stream of the event loop, as libuv does it. So the
 * rest is known here, and can be written before the process ends.
 */
import { constants as fileConstants, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { Writable } from 'node:stream';
import { setStatusFlags, statusFlags, waitWritable } from '../../../shared/libc.ts';

type Done = (error?: Error | null) => void;

const { O_NONBLOCK } = fileConstants;

/** A handle of the event loop, as much of it as is used here. */
interface Slow extends Socket {
  _handle: { writeQueueSize: number } | null;
}

/** A Socket to scripts, but made as a Writable: making a whole Socket is a tenth of a short run. */
export class PipeOutput extends Socket {
  declare fd: 1 | 2;
  declare _type: 'pipe';
  declare _isStdio: true;
  /** For what the pipe has no room for. */
  declare private slow: Slow | undefined;
  /** What the event loop has been given, until it is done with it. */
  declare private rest: Buffer | undefined;

  static over(fd: 1 | 2): PipeOutput {
    const stream = new Writable({ decodeStrings: false });
    Object.setPrototypeOf(stream, PipeOutput.prototype);
    const flags = statusFlags(fd);
    if ((flags & O_NONBLOCK) === 0) setStatusFlags(fd, flags | O_NONBLOCK);
    const own = { fd, _type: 'pipe', _isStdio: true, _handle: null };
    return Object.assign(stream, own) as unknown as PipeOutput;
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    this.send(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
  }

  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: Done,
  ): void {
    const bytes = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
    );
    this.send(Buffer.concat(bytes), done);
  }

  private send(bytes: Buffer, done: Done): void {
    let rest = bytes;
    try {
      rest = writeWhatFits(this.fd, bytes);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (rest.length === 0) done();
    else this.sendSlowly(rest, done);
  }

  private sendSlowly(rest: Buffer, done: Done): void {
    this.slow ??= new Socket({ fd: this.fd, readable: false, writable: true }) as Slow;
    this.rest = rest;
    this.slow.write(rest, (error) => {
      this.rest = undefined;
      done(error);
    });
  }

  /** Writes the rest, waiting for the reader; errors have nobody left to hear them. */
  flush(): void {
    const inLoop = this.slow?._handle?.writeQueueSize ?? 0;
    const first = this.rest?.subarray(this.rest.length - inLoop);
    const buffered = (this as unknown as { _writableState: { getBuffer(): Buffered[] } })
      ._writableState;
    const rest = buffered.getBuffer().map(({ chunk, encoding }) => Buffer.from(chunk, encoding));
    try {
      writeAll(this.fd, Buffer.concat(first === undefined ? rest : [first, ...rest]));
    } catch {
      // The reader went away.
    }
  }

  release(): void {
    this.slow?.destroy();
  }

  /** Standard streams can't be closed: their descriptors are somebody else's too. */
  override _destroy(error: Error | null, done: Done): void {
    done(error);
  }
}

interface Buffered {
  chunk: string;
  encoding: BufferEncoding;
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
    waitWritable(fd);
  }
}
