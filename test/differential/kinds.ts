// The kinds of standard streams that a command may be started with, and what comes out of them.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { until } from '../until.ts';
import { isUnused, openPipe, openSocketPair, openTerminal } from './descriptors.ts';

/** Milliseconds. */
const limit = 20_000;

export interface Streams {
  /** What the command gets as 0, 1 and 2. */
  readonly descriptors: readonly [number, number, number];
  /** Descriptors that are to be closed in the command. */
  readonly closed?: readonly number[];
  /** Resolves once nobody writes any more: standard output and error, as bytes. */
  outcome(): Promise<{ out: string; err: string }>;
}

type Open = (input: string, folder: string) => Streams | Promise<Streams>;

/** Bytes that a new pipe takes, in characters. */
const surelyFits = 16 * 1024;

/** All that comes until the other end is closed, one character for each byte. */
function collect(stream: Socket): Promise<string> {
  let text = '';
  stream.setEncoding('latin1').on('data', (data) => {
    text += data;
  });
  // A socket is reset where our input was not read to its end.
  return new Promise((resolve) => stream.on('error', () => {}).on('close', () => resolve(text)));
}

const all = (fd: number): Promise<string> =>
  collect(new Socket({ fd, writable: false, readable: true }));

/**
 * Puts the input in, and nothing more comes. A short one is there before the command starts, with its
 * end: where it doesn't wait, readFileSync(0) fails, in node as well, which is only slower to start.
 */
function fill(fd: number, input: string): void {
  if (input.length < surelyFits) {
    writeSync(fd, input);
    closeSync(fd);
    return;
  }
  new Socket({ fd, writable: true, readable: false }).on('error', () => {}).end(input);
}

function pipes(input: string): Streams {
  const [stdin, stdout, stderr] = [openPipe(), openPipe(), openPipe()];
  fill(stdin.write, input);
  const texts = Promise.all([all(stdout.read), all(stderr.read)]);
  return {
    descriptors: [stdin.read, stdout.write, stderr.write],
    async outcome() {
      const [out, err] = await texts;
      return { out, err };
    },
  };
}

function onePipe(input: string): Streams {
  const [stdin, both] = [openPipe(), openPipe()];
  fill(stdin.write, input);
  const out = all(both.read);
  return {
    descriptors: [stdin.read, both.write, both.write],
    outcome: async () => ({ out: await out, err: '' }),
  };
}

const files =
  (flags: string) =>
  (input: string, folder: string): Streams => {
    const [stdin, out, err] = ['input', 'out', 'err'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(stdin, input);
    for (const path of [out, err]) writeFileSync(path, 'was there\n');
    const read = (path: string) => readFileSync(path, 'latin1');
    return {
      descriptors: [openSync(stdin, 'r'), openSync(out, flags), openSync(err, flags)],
      async outcome() {
        await until('nobody writes any more', limit, () => isUnused(out) && isUnused(err));
        return { out: read(out), err: read(err) };
      },
    };
  };

function nothing(): Streams {
  const fd = openSync('/dev/null', 'r+');
  return { descriptors: [fd, fd, fd], outcome: async () => ({ out: '', err: '' }) };
}

/** As inetd does it: one socket in both directions. */
function sockets(input: string): Streams {
  const [both, stderr] = [openSocketPair(), openSocketPair()];
  const stream = new Socket({ fd: both.ours, allowHalfOpen: true });
  const out = collect(stream);
  stream.end(input);
  const err = all(stderr.ours);
  return {
    descriptors: [both.theirs, both.theirs, stderr.theirs],
    outcome: async () => ({ out: await out, err: await err }),
  };
}

/** What is typed comes back, and CR before each LF. */
async function terminal(input: string): Promise<Streams> {
  const { theirs, type, output } = openTerminal();
  await type(`${input}\x04\x04`);
  return {
    descriptors: [theirs, theirs, theirs],
    outcome: async () => ({ out: await output(), err: '' }),
  };
}

const without =
  (...closed: number[]) =>
  (input: string): Streams => ({ ...pipes(input), closed });

export const kinds: Readonly<Record<string, Open>> = {
  pipe: pipes,
  'one pipe': onePipe,
  file: files('w'),
  append: files('a'),
  null: nothing,
  socket: sockets,
  terminal,
  'no 0': without(0),
  'no 1': without(1),
  'no 2': without(2),
  'no 0, 1, 2': without(0, 1, 2),
};
