/** Standard streams over the descriptors of this run, as Node.js itself would build them. */
import type { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { kindOf, tty } from './descriptor.ts';
import { FileOutput } from './file-output.ts';
import { forward } from './forward.ts';
import { closeHandle } from './handle.ts';
import { openInput } from './input.ts';
import { PipeOutput } from './pipe-output.ts';
import { asStandard, nowhere } from './standard.ts';

export interface Opened {
  readonly stream: EventEmitter;
  /** What was written and has not gone out yet goes out, however slow the reader. */
  flush?(): void;
  /** Gives up what belongs to this run. The descriptor stays: it is somebody else's too. */
  release?(): void;
}

function openTerminal(fd: 1 | 2): Opened {
  const stream = new (tty().WriteStream)(fd) as WriteStream & { _refreshSize(): void };
  process.on('SIGWINCH', () => stream._refreshSize());
  return { stream: asStandard(stream, 'tty', fd), release: () => closeHandle(stream) };
}

function openPipe(fd: 1 | 2): Opened {
  const stream = new PipeOutput(fd);
  return { stream, flush: () => stream.flush(), release: () => stream.release() };
}

function openOutput(fd: 1 | 2): Opened {
  const kind = kindOf(fd);
  if (kind === 'terminal') return openTerminal(fd);
  if (kind === 'nothing') return { stream: nowhere(fd) };
  return kind === 'pipe' ? openPipe(fd) : { stream: new FileOutput(fd) };
}

const makers = {
  stdin: openInput,
  stdout: () => openOutput(1),
  stderr: () => openOutput(2),
};
type Name = keyof typeof makers;
const names = Object.keys(makers) as Name[];

/** Those of this run that were asked for. */
let opened = new Map<Name, Opened>();

type Listener = (...args: unknown[]) => void;
interface Added {
  readonly name: Name;
  readonly event: string | symbol;
  readonly listener: Listener;
}

function open(name: Name): Opened {
  const made = makers[name]();
  opened.set(name, made);
  return made;
}

const get = (name: Name): EventEmitter => (opened.get(name) ?? open(name)).stream;

/** Those of this run, if they were asked for. */
export const openedStreams = (): readonly (readonly [Name, EventEmitter])[] =>
  [...opened].map(([name, { stream }]) => [name, stream] as const);

/** Made when it is first asked for, as Node.js does. */
const properties = names.map((name) => ({
  name,
  descriptor: { configurable: true, enumerable: true, get: () => get(name) },
}));

const listeners = (): Added[] =>
  [...opened].flatMap(([name, { stream }]) =>
    stream
      .eventNames()
      .flatMap((event) =>
        stream.rawListeners(event).map((one) => ({ name, event, listener: one as Listener })),
      ),
  );

/** @returns adds again the listeners that have been added since it was last asked */
export function observeStreams(): () => (() => void)[] {
  let known = new Set<Listener>();
  let seen = new Set<Name>();
  return () => {
    const now = listeners();
    const added = now.filter(({ name, listener }) => seen.has(name) && !known.has(listener));
    known = new Set(now.map(({ listener }) => listener));
    seen = new Set(opened.keys());
    return added.map(
      ({ name, event, listener }) =>
        () =>
          void get(name).on(event, listener),
    );
  };
}

/** New streams, also where the last run has put others in their place. */
export function openStreams(): void {
  releaseStreams(); // asked for by what the last run has left
  for (const { name, descriptor } of properties) {
    if (Object.getOwnPropertyDescriptor(process, name)?.get !== descriptor.get) {
      Object.defineProperty(process, name, descriptor);
    }
  }
  // The console remembers the streams that it has seen.
  Object.assign(console, { _stdout: undefined, _stderr: undefined });
}

export function flushStreams(): void {
  for (const { flush } of opened.values()) flush?.();
}

/** Of earlier runs. */
let released: { readonly name: Name; readonly stream: EventEmitter }[] = [];

/** Whoever has kept one has that of this run; called once nothing of the last run is going on. */
export function forwardStreams(): void {
  for (const { name, stream } of released) forward(stream, name);
  released = [];
}

/** The last one first: two may be of one open file, and the first one found its flags. */
export function releaseStreams(): void {
  const all = [...opened].reverse();
  opened = new Map();
  for (const [name, { stream, release }] of all) {
    stream.removeAllListeners();
    release?.();
    released.push({ name, stream });
  }
}
