/** Standard input, as Node.js itself builds it: nothing is read before somebody asks for it. */
import { createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { kindOf, tty } from './descriptor.ts';
import { rememberFlags } from './flags.ts';
import { closeHandle } from './handle.ts';
import { socketOptions } from './socket-options.ts';
import type { Opened } from './streams.ts';

interface Handle {
  reading: boolean;
  readStop(): void;
}
/** What Node.js's own standard input reaches for as well. */
interface Hidden {
  _handle: Handle | null;
  _readableState: { reading: boolean };
}

function noInput(): Readable {
  const stream = new Readable({ read() {} });
  stream.push(null);
  return stream;
}

function open(): Readable {
  const kind = kindOf(0);
  if (kind === 'terminal') return Object.assign(new (tty().ReadStream)(0), { fd: 0 });
  if (kind === 'nothing') return Object.assign(noInput(), { fd: 0 });
  if (kind === 'file') return createReadStream('', { fd: 0, autoClose: false });
  return Object.assign(new Socket(socketOptions(0, true)), { fd: 0 });
}

/** Reading ends where the stream is paused: it would keep the event loop waiting. */
function stopReading(stream: Readable): void {
  const { _handle: handle, _readableState: state } = stream as unknown as Hidden;
  if (handle?.readStop === undefined) return;
  state.reading = false;
  handle.reading = false;
  handle.readStop();
}

export function openInput(): Opened {
  const restoreFlags = rememberFlags(0);
  const stream = open();
  stopReading(stream);
  stream.on('pause', () => {
    process.nextTick(() => {
      if (stream.readableFlowing !== true) stopReading(stream);
    });
  });
  const release = () => {
    if ('isRaw' in stream && stream.isRaw) (stream as ReadStream).setRawMode(false);
    stream.on('error', () => {});
    closeHandle(stream);
    restoreFlags();
  };
  return { stream, release };
}
