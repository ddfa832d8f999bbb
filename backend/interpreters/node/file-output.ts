/** Standard output or error that is a file or a device: written at once, as Node.js does. */
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { asStandard } from './standard.ts';

type Done = (error?: Error | null) => void;

export class FileOutput extends Writable {
  readonly readable = false;
  readonly autoClose = true;

  constructor(readonly fd: 1 | 2) {
    super({ decodeStrings: false });
    asStandard(this, 'fs', fd);
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
}
Object.defineProperty(FileOutput, 'name', { value: 'SyncWriteStream' });
