/** What Node.js does to a stream that is standard output or error. */
import { Writable } from 'node:stream';

type Done = (error?: Error | null) => void;

/** Standard streams can't be closed: their descriptors are somebody else's too. */
function destroy(this: Writable, error: Error | null, done: Done): void {
  done(error);
  (this as Writable & { _undestroy(): void })._undestroy();
}

/** With the properties that Node.js gives it, in its order. */
export function asStandard<T extends Writable>(
  stream: T,
  type: 'fs' | 'pipe' | 'tty',
  fd: 1 | 2,
): T {
  const own = { _type: type, fd, _isStdio: true };
  return Object.assign(stream, own, { destroySoon: stream.destroy, _destroy: destroy });
}

/** Where Node.js knows no stream for a descriptor, a directory's for example, output is lost. */
export const nowhere = (fd: 1 | 2): Writable => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.assign(stream, {
    fd,
    _isStdio: true,
    destroySoon: stream.destroy,
    _destroy: destroy,
  });
};
