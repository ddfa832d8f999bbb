/** Standard output or error that is a file or a device: written at once, as Node.js does. */
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

type Done = (error?: Error | null) => void;

export class FileOutput extends Writable {
  readonly _type = 'fs';
  readonly _isStdio = true;
  readonly readable = false;

  constructor(readonly fd: 1 | 2) {
    super({ decodeStrings: false, autoDestroy: false });
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }

  /** Nothing is held back, and nothing of it belongs to the run. */
  release(): void {}

  /** Standard streams can't be closed: their descriptors are somebody else's too. */
  override _destroy(error: Error | null, done: Done): void {
    done(error);
  }
}
Object.defineProperty(FileOutput, 'name', { value: 'SyncWriteStream' });
