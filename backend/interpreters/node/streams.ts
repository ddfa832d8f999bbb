/** Standard streams over the descriptors of this run, as Node.js itself would build them. */
import type { WriteStream } from 'node:tty';
import { kindOf, tty } from './descriptor.ts';
import { FileOutput } from './file-output.ts';
import { openInput } from './input.ts';
import { PipeOutput } from './pipe-output.ts';

interface Stream {
  /** What was written and has not gone out yet goes out, however slow the reader. */
  flush?(): void;
  /** Gives up what belongs to this run. The descriptor stays: it is somebody else's too. */
  release?(): void;
}

function openTerminal(fd: 1 | 2): Stream {
  const stream = new (tty().WriteStream)(fd) as WriteStream & { _refreshSize(): void };
  process.on('SIGWINCH', () => stream._refreshSize());
  const release = () => {
    stream.removeAllListeners();
    stream.destroy();
  };
  return Object.assign(stream, { fd, _type: 'tty', release });
}

function openOutput(fd: 1 | 2): Stream {
  const kind = kindOf(fd);
  if (kind === 'terminal') return openTerminal(fd);
  return kind === 'pipe' ? new PipeOutput(fd) : new FileOutput(fd);
}

const makers = {
  stdin: openInput,
  stdout: () => openOutput(1),
  stderr: () => openOutput(2),
};
type Name = keyof typeof makers;

/** Those of this run that were asked for. */
let opened = new Map<Name, Stream>();

/** Made when it is first asked for, as Node.js does. */
const properties = (Object.keys(makers) as Name[]).map((name) => ({
  name,
  descriptor: {
    configurable: true,
    enumerable: true,
    get: () => {
      const stream = opened.get(name) ?? makers[name]();
      opened.set(name, stream);
      return stream;
    },
  },
}));

/** New streams, also where the last run has put others in their place. */
export function openStreams(): void {
  opened = new Map();
  for (const { name, descriptor } of properties) {
    if (Object.getOwnPropertyDescriptor(process, name)?.get !== descriptor.get) {
      Object.defineProperty(process, name, descriptor);
    }
  }
  // The console remembers the streams that it has seen.
  Object.assign(console, { _stdout: undefined, _stderr: undefined });
}

export function flushStreams(): void {
  for (const stream of opened.values()) stream.flush?.();
}

/** The last one first: two may be of one open file, and the first one found its flags. */
export function releaseStreams(): void {
  for (const stream of [...opened.values()].reverse()) stream.release?.();
  opened.clear();
}
