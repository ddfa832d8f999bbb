// Pairs of descriptors that Node.js can't open: pipes, sockets, terminals.
import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { attempted, checked, closeOnExecution } from '../../shared/libc.ts';
import { until } from '../until.ts';

const closeOnExec = 0o2000000;
const unixFamily = 1;
const streamSocket = 1;

const pipe2 = checked('int pipe2(void *pair, int flags)');
const socketpair = checked('int socketpair(int domain, int type, int protocol, void *pair)');
const openpty = checked(
  'int openpty(void *master, void *slave, void *name, void *attributes, void *size)',
);
const write = checked('long write(int fd, const char *text, unsigned long size)');

function pair(make: (numbers: Buffer) => void): [number, number] {
  const numbers = Buffer.alloc(8);
  make(numbers);
  return [numbers.readInt32LE(0), numbers.readInt32LE(4)];
}

export function openPipe(): { read: number; write: number } {
  const [read, write] = pair((numbers) => pipe2(numbers, closeOnExec));
  return { read, write };
}

export function openSocketPair(): { ours: number; theirs: number } {
  const [ours, theirs] = pair((numbers) =>
    socketpair(unixFamily, streamSocket | closeOnExec, 0, numbers),
  );
  return { ours, theirs };
}

const fcntl = attempted('int fcntl(int fd, int command, int value)');
const setLease = 1024;
const writeLease = 1;

/** Whether nobody has that file open: only then is there a lease. */
export function isUnused(path: string): boolean {
  const fd = openSync(path, 'r+');
  try {
    return fcntl(fd, setLease, writeLease) !== undefined;
  } finally {
    closeSync(fd);
  }
}

/** Nobody else shows it. */
const mark = '\x1e(the end)\x1e';

/** Milliseconds. */
const limit = 20_000;

/** Columns and rows that nobody has by default. */
const size = Buffer.from(Uint16Array.from([31, 97, 0, 0]).buffer);

export interface Terminal {
  readonly theirs: number;
  /** Resolves once what was typed is shown. */
  type(text: string): Promise<void>;
  /** All that it has shown, when nobody has it open any more. */
  output(): Promise<string>;
}

export function openTerminal(): Terminal {
  const master = Buffer.alloc(4);
  const slave = Buffer.alloc(4);
  openpty(master, slave, null, null, size);
  const [ours, theirs] = [master.readInt32LE(0), slave.readInt32LE(0)];
  for (const fd of [ours, theirs]) closeOnExecution(fd, true);
  const keep = openSync(`/proc/self/fd/${theirs}`, constants.O_RDWR | constants.O_NOCTTY);
  let text = '';
  const stream = new ReadStream(ours).setEncoding('latin1').on('data', (data) => {
    text += data;
  });
  const closed = new Promise<void>((resolve) =>
    stream.on('error', () => {}).on('close', () => resolve()),
  );
  const type = async (typed: string) => {
    write(ours, typed, Buffer.byteLength(typed));
    const shown = Buffer.from(typed)
      .toString('latin1')
      .replaceAll('\x04', '')
      .replaceAll('\n', '\r\n');
    await until('the terminal shows what is typed', limit, () => text === shown);
  };
  // What the last one has written may be lost when it closes the terminal: so that is us.
  const output = async () => {
    write(keep, mark, mark.length);
    await until('the terminal shows the mark', limit, () => text.includes(mark));
    closeSync(keep);
    await closed;
    return text.replace(mark, '');
  };
  return { theirs, type, output };
}
