/** speedy_backend: keeps the interpreter, and runs the script again and again. */

import { EventEmitter } from 'node:events';
import { closeSync, constants, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import * as libc from '../shared/libc.ts';
import {
  decodeRequest,
  maxRequest,
  type Request,
  replies,
  replySize,
  requestTimeout,
} from '../shared/protocol.ts';
import { Queue } from '../shared/queue.ts';
import { readScript, type Script } from './interpreters/node/script.ts';
import { closeStreams, openStreams } from './interpreters/node/streams.ts';
import { endTermination, terminate } from './interpreters/node/terminate.ts';

const build = '@BUILD@';
const [, , queuePath = '', index = '', maxRuns = '', timeout = ''] = process.argv;
const group = dirname(queuePath);
const cache = join(dirname(group), 'cache');
const socket = join(group, String(process.pid));
const queue = new Queue(queuePath, Number(index));

interface Connection {
  fd: number;
  close(): void;
  unref(): void;
}
interface Run {
  connection: Connection;
  request: Request;
  flags: number[];
  exiting: boolean;
  evaluating: boolean;
  pending: boolean;
  table: Buffer;
}

let run: Run | undefined;
let runCount = 0;
let idleTimer: NodeJS.Timeout | undefined;
const scripts = new Map<string, Script>();
const receiver = () => new libc.Receiver(65536, 3);
let receiving = receiver();
const nullDevice = openSync('/dev/null', 'r+');
const log = openSync(
  join(dirname(group), 'log'),
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
  0o600,
);
const baseline = new Map(
  process.eventNames().map((name) => [name, process.rawListeners(name as 'exit')]),
);

function say(text: string): void {
  process
    .getBuiltinModule('node:fs')
    .writeSync(log, `${new Date().toISOString()} ${process.pid} ${text}\n`);
}

/** Reads the whole request; the frontend sends it at once. */
function receive(fd: number): { request: Request; descriptors: number[] } {
  const deadline = Date.now() + requestTimeout;
  receiving.descriptors.length = 0;
  let body = Buffer.alloc(0);
  for (;;) {
    const size = receiving.receive(fd);
    if (size === 0) throw new Error('the frontend went away');
    if (size === undefined) {
      const left = deadline - Date.now();
      if (left <= 0 || !libc.waitReadable(fd, left)) throw new Error('request incomplete');
      continue;
    }
    body = Buffer.concat([body, receiving.data.subarray(0, size)]);
    if (body.length < 4) continue;
    const length = body.readUInt32LE(0);
    if (length > maxRequest) throw new Error(`request of ${length} bytes`);
    if (body.length < 4 + length) continue;
    return { request: decodeRequest(body.subarray(4)), descriptors: [...receiving.descriptors] };
  }
}

function answer(fd: number, kind: number, value: number): void {
  const bytes = Buffer.alloc(replySize);
  bytes.writeUInt32LE(kind, 0);
  bytes.writeInt32LE(value, 4);
  libc.sendAnswer(fd, bytes);
}

function leave(): never {
  rmSync(socket, { force: true });
  queue.leave(false);
  originalReallyExit.call(process, 0);
  throw new Error('unreachable');
}

function leaveIfIdle(): void {
  if (run !== undefined) return;
  if (!queue.leave(true)) return;
  rmSync(socket, { force: true });
  queue.leave(true);
  originalReallyExit.call(process, 0);
}

function accept(connection: Connection): void {
  let taken: { request: Request; descriptors: number[] };
  try {
    if (libc.peerUid(connection.fd) !== process.geteuid?.())
      throw new Error('request of another user');
    taken = receive(connection.fd);
    if (taken.request.version !== build) throw new Error('request of another version');
    let bits = 0;
    for (let i = 0; i < 3; i++) bits += (taken.request.open >> i) & 1;
    if (bits !== taken.descriptors.length) throw new Error('descriptors missing');
  } catch (error) {
    say(`refused: ${error instanceof Error ? error.message : error}`);
    for (const fd of receiving.descriptors) closeSync(fd);
    receiving = receiver();
    connection.close();
    return;
  }
  begin(connection, taken.request, taken.descriptors);
}

function prepare(request: Request, descriptors: number[]): { flags: number[]; table: Buffer } {
  const flags: number[] = [];
  for (let fd = 0; fd < 3; fd++) {
    const passed = (request.open >> fd) & 1 ? descriptors.shift() : undefined;
    libc.moveDescriptor(passed ?? nullDevice, fd);
    if (passed !== undefined) closeSync(passed);
    flags.push(libc.statusFlags(fd));
  }
  const table = libc.setEnvironment(request.env);
  if (request.cwd.length > 0) libc.changeDirectory(request.cwd);
  process.chdir('.');
  process.umask(request.umask);
  return { flags, table };
}

function begin(connection: Connection, request: Request, descriptors: number[]): void {
  clearTimeout(idleTimer);
  connection.unref();
  server.unref();
  const { flags, table } = prepare(request, descriptors);
  run = { connection, request, flags, exiting: false, evaluating: false, pending: false, table };
  openStreams();
  const args = request.args.toString().split('\0');
  args.pop();
  const path = join(process.cwd(), request.script);
  const full = request.script.startsWith('/') ? request.script : path;
  const known = scripts.get(full);
  if (known !== undefined && !known.stamp.equals(request.stamp)) {
    answerAndEnd(replies.retry, 0, true);
    return;
  }
  process.argv = [process.execPath, full, ...args];
  process.exitCode = undefined;
  queue.markStarted();
  // As a promise reaction, so that process.exit() drops the reactions that wait.
  queueMicrotask(() => {
    let script = known;
    if (script === undefined) {
      script = readScript(full, cache);
      scripts.set(full, script);
    }
    if (run !== undefined) run.evaluating = true;
    const done = script.evaluate();
    if (run !== undefined) run.evaluating = false;
    if (done !== undefined && run !== undefined) {
      const mine = run;
      mine.pending = true;
      void done.then(() => {
        mine.pending = false;
      });
    }
  });
}

function forgetListeners(): void {
  for (const name of process.eventNames()) {
    const kept = baseline.get(name) ?? [];
    for (const listener of process.rawListeners(name as 'exit')) {
      if (!kept.includes(listener)) process.removeListener(name, listener as () => void);
    }
  }
}

function answerAndEnd(kind: number, value: number, leaving: boolean): void {
  if (run === undefined) return;
  const { connection, request, flags } = run;
  closeStreams();
  for (let fd = 0; fd < 3; fd++) {
    if (libc.statusFlags(fd) !== flags[fd]) libc.setStatusFlags(fd, flags[fd] ?? 0);
    libc.moveDescriptor(fd === 2 ? log : nullDevice, fd);
  }
  openStreams();
  forgetListeners();
  process.umask(0o077);
  process.chdir('/');
  runCount++;
  run = undefined;
  const last = leaving || (Number(maxRuns) > 0 && runCount >= Number(maxRuns));
  if (last) {
    rmSync(socket, { force: true });
    queue.leave(false);
  } else {
    queue.giveBack(request.pid, runCount);
  }
  answer(connection.fd, kind, value);
  connection.close();
  if (last) leave();
  server.ref();
  startIdleTimer();
}

function startIdleTimer(): void {
  if (Number(timeout) === 0) return;
  idleTimer = setTimeout(
    () => {
      leaveIfIdle();
      startIdleTimer();
    },
    Math.min(Number(timeout) * 1000, 2 ** 31 - 1),
  ).unref();
}

const loopAlive = (() => {
  const loop = libc.declare('void *uv_default_loop()')();
  const alive = libc.declare('int uv_loop_alive(void *)');
  return () => alive(loop) !== 0;
})();

const plainEmit = EventEmitter.prototype.emit;

/** Nothing is left to wait for: what Node.js does before a process ends, and then the run ends. */
function drained(): void {
  if (run === undefined) return;
  endTermination();
  if (run.exiting) {
    answerAndEnd(replies.exited, Number(process.exitCode ?? 0), false);
    return;
  }
  if (process.listenerCount('beforeExit') > 0) {
    plainEmit.call(process, 'beforeExit', process.exitCode ?? 0);
    setImmediate(() => setImmediate(() => (loopAlive() ? undefined : endDrained())).unref());
    return;
  }
  endDrained();
}

function endDrained(): void {
  if (run === undefined) return;
  if (run.pending) process.exitCode ??= 13;
  plainEmit.call(process, 'exit', process.exitCode ?? 0);
  if (run !== undefined) answerAndEnd(replies.exited, Number(process.exitCode ?? 0), false);
}

const originalReallyExit = (process as unknown as { reallyExit(code: number): never }).reallyExit;
const originalExit = process.exit;
let viaExit = false;
Object.assign(process, {
  exit(this: void, ...args: [number?]) {
    viaExit = true;
    return originalExit.apply(process, args);
  },
  reallyExit(code: number) {
    viaExit = false;
    (process as unknown as { _exiting: boolean })._exiting = false;
    if (run === undefined) originalReallyExit.call(process, code);
    else if (!run.evaluating || loopAlive()) {
      // In a callback, or something of the run would go on: the process ends, as a plain one would.
      rmSync(socket, { force: true });
      queue.markEnding(code);
      originalReallyExit.call(process, code);
    } else {
      run.exiting = true;
      process.exitCode = code;
      terminate();
    }
  },
});

Object.getPrototypeOf(process).emit = function emit(
  this: EventEmitter,
  name: string,
  ...args: unknown[]
) {
  if (this !== (process as unknown) || run === undefined)
    return plainEmit.call(this, name, ...args);
  if (name === 'beforeExit') return drained();
  const had = plainEmit.call(this, name, ...args);
  if (name === 'exit' && !viaExit) {
    // An uncaught error: Node.js prints it after this, and the process ends.
    rmSync(socket, { force: true });
    queue.markEnding(Number(process.exitCode ?? args[0] ?? 1));
  }
  return had;
};

function startTime(): bigint {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  return BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0);
}

process.execArgv = process.execArgv.filter((option) => !option.startsWith('--experimental-'));
libc.startSession();
process.umask(0o177);
const server = createServer({ pauseOnConnect: true });
server.on('connection', (connection) => {
  const handle = (connection as unknown as { _handle: Connection })._handle;
  accept(handle);
});
server.listen(socket, () => {
  process.umask(0o077);
  queue.register(startTime());
  for (const fd of [0, 1]) libc.moveDescriptor(nullDevice, fd);
  libc.moveDescriptor(log, 2);
  startIdleTimer();
});
