/** The calls of the C library that Node.js lacks. */
import { constants } from 'node:os';
import { koffi } from './koffi.ts';

const lib = koffi.load(null as unknown as string);

/** Declares a function of the C library; made when it is first called. */
// biome-ignore lint/suspicious/noExplicitAny: the declaration says the types
export function declare(declaration: string): (...args: any[]) => any {
  let made: ReturnType<typeof lib.func> | undefined;
  return (...args) => {
    made ??= lib.func(declaration);
    return made(...args);
  };
}

const calls = {
  flock: declare('int flock(int fd, int operation)'),
  dup: declare('int dup(int fd)'),
  dup2: declare('int dup2(int from, int to)'),
  fcntl: declare('int fcntl(int fd, int command, int value)'),
  chdir: declare('int chdir(void *path)'),
  setsid: declare('int setsid()'),
  socket: declare('int socket(int domain, int type, int protocol)'),
  connect: declare('int connect(int fd, void *address, uint32_t size)'),
  getsockopt: declare('int getsockopt(int fd, int level, int name, void *value, void *size)'),
  sendmsg: declare('int64_t sendmsg(int fd, void *message, int flags)'),
  recvmsg: declare('int64_t recvmsg(int fd, void *message, int flags)'),
  send: declare('int64_t send(int fd, void *data, size_t size, int flags)'),
  recv: declare('int64_t recv(int fd, void *data, size_t size, int flags)'),
  poll: declare('int poll(void *descriptors, unsigned long count, int timeout)'),
  clockGettime: declare('int clock_gettime(int clock, void *time)'),
  strerror: declare('const char *strerror(int number)'),
};

const { EINTR } = constants.errno;

/** A call of the C library that failed. */
export class CallError extends Error {
  readonly errno: number;

  constructor(name: string, errno: number) {
    super(`${name}: ${errorText(errno)}`);
    this.errno = errno;
  }
}

/** @returns the system's words for an errno. */
export const errorText = (errno: number): string => calls.strerror(errno);

/**
 * @returns the system's words for an error of node:fs, or its message
 */
export function reason(error: unknown): string {
  const errno = (error as { errno?: unknown }).errno;
  if (typeof errno === 'number') return errorText(Math.abs(errno));
  return error instanceof Error ? error.message : String(error);
}

/** The result, or the error of a call that returned -1; interrupted ones are made again. */
function checked(name: keyof typeof calls, ...args: unknown[]): number {
  for (;;) {
    const result = Number(calls[name](...args));
    if (result >= 0) return result;
    const errno = koffi.errno();
    if (errno !== EINTR) throw new CallError(name, errno);
  }
}

export const lockExclusive = (fd: number): void => void checked('flock', fd, 2);
export const unlock = (fd: number): void => void checked('flock', fd, 8);
export const duplicate = (fd: number): number => checked('fcntl', fd, dupAboveStandard, 3);
export const moveDescriptor = (from: number, to: number): void => void checked('dup2', from, to);
export const startSession = (): void => void checked('setsid');
/** @param path bytes, ended by a NUL: a path need not be UTF-8 */
export const changeDirectory = (path: Buffer): void => void checked('chdir', path);

const dupAboveStandard = 1030; // F_DUPFD_CLOEXEC
const getFlags = 3;
const setFlags = 4;
/** @returns the open file's status flags, O_NONBLOCK and O_APPEND among them */
export const statusFlags = (fd: number): number => checked('fcntl', fd, getFlags, 0);
export const setStatusFlags = (fd: number, flags: number): void =>
  void checked('fcntl', fd, setFlags, flags);

const time = Buffer.alloc(16);
const bootTime = 7;
/** @returns CLOCK_BOOTTIME in nanoseconds, the clock of the queue */
export function now(): bigint {
  calls.clockGettime(bootTime, time);
  return time.readBigInt64LE(0) * 1_000_000_000n + time.readBigInt64LE(8);
}

const unixDomain = 1;
const stream = 1;
const closeOnExec = 0o2000000;
/** @throws CallError */
export function connectUnix(path: string): number {
  const fd = checked('socket', unixDomain, stream | closeOnExec, 0);
  const address = Buffer.alloc(110);
  address.writeUInt16LE(unixDomain, 0);
  address.write(path, 2);
  try {
    checked('connect', fd, address, address.length);
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
  return fd;
}

const closeDescriptor = (fd: number): void => {
  process.getBuiltinModule('node:fs').closeSync(fd);
};

/** @returns the uid of the process at the other end, from the kernel */
export function peerUid(fd: number): number {
  const credentials = Buffer.alloc(12);
  const size = Buffer.from([12, 0, 0, 0]);
  checked('getsockopt', fd, 1, 17, credentials, size);
  return credentials.readUInt32LE(4);
}

/** A struct msghdr with one part of data and room for `descriptors` descriptors. */
class Message {
  readonly bytes = Buffer.alloc(56);
  readonly control: Buffer;
  private readonly part = Buffer.alloc(16);

  constructor(data: Buffer, descriptors: number) {
    this.control = Buffer.alloc(descriptors > 0 ? 16 + 8 * Math.ceil(descriptors / 2) : 0);
    this.bytes.writeBigUInt64LE(addressOf(this.part), 16);
    this.bytes.writeBigUInt64LE(1n, 24);
    this.part.writeBigUInt64LE(addressOf(data), 0);
    this.part.writeBigUInt64LE(BigInt(data.length), 8);
    this.reset();
  }

  /** The kernel writes the size of what it put into the control part: it is set before each use. */
  reset(): void {
    if (this.control.length > 0) this.bytes.writeBigUInt64LE(addressOf(this.control), 32);
    this.bytes.writeBigUInt64LE(BigInt(this.control.length), 40);
  }

  get controlSize(): number {
    return Number(this.bytes.readBigUInt64LE(40));
  }
}

export const addressOf = (buffer: Buffer): bigint => BigInt(koffi.address(buffer));

const rights = 1; // SCM_RIGHTS
const socketLevel = 1;
const noSignal = 0x4000;
const passCloseOnExec = 0x40000000;
const dontWait = 0x40;

/** Sends all of the data, the descriptors with its first byte. Throws CallError. */
export function sendWithDescriptors(
  fd: number,
  data: Buffer,
  descriptors: readonly number[],
): void {
  const message = new Message(data, descriptors.length);
  if (descriptors.length > 0) {
    message.control.writeBigUInt64LE(BigInt(16 + 4 * descriptors.length), 0);
    message.control.writeInt32LE(socketLevel, 8);
    message.control.writeInt32LE(rights, 12);
    descriptors.forEach((descriptor, i) => {
      message.control.writeInt32LE(descriptor, 16 + 4 * i);
    });
  }
  let sent = checked('sendmsg', fd, message.bytes, noSignal);
  while (sent < data.length) {
    const rest = data.subarray(sent);
    sent += checked('send', fd, rest, rest.length, noSignal);
  }
}

/** Receives without waiting, descriptors too, into one buffer again and again. */
export class Receiver {
  readonly data: Buffer;
  readonly descriptors: number[] = [];
  private readonly message: Message;

  constructor(size: number, descriptors: number) {
    this.data = Buffer.alloc(size);
    this.message = new Message(this.data, descriptors);
  }

  /** @returns how many bytes came, 0 at the end, undefined if there are none yet */
  receive(fd: number): number | undefined {
    this.message.reset();
    try {
      const size = checked('recvmsg', fd, this.message.bytes, passCloseOnExec | dontWait);
      this.takeDescriptors();
      return size;
    } catch (error) {
      if (error instanceof CallError && error.errno === constants.errno.EAGAIN) return undefined;
      throw error;
    }
  }

  private takeDescriptors(): void {
    const { control, controlSize } = this.message;
    if (controlSize < 16 || control.readInt32LE(12) !== rights) return;
    const end = Number(control.readBigUInt64LE(0));
    for (let at = 16; at + 4 <= end; at += 4) this.descriptors.push(control.readInt32LE(at));
  }
}

const pollIn = 1;
/** Waits until there is something to read, or the other end is closed; at most `timeout` ms. */
export function waitReadable(fd: number, timeout: number): boolean {
  const descriptor = Buffer.alloc(8);
  descriptor.writeInt32LE(fd, 0);
  descriptor.writeInt16LE(pollIn, 4);
  return checked('poll', descriptor, 1, timeout) > 0;
}

/** Sends a few bytes; whoever went away doesn't get them. */
export function sendAnswer(fd: number, data: Buffer): void {
  calls.send(fd, data, data.length, noSignal | dontWait);
}

/** Whether the other end is there still: nothing is read. */
export function isConnected(fd: number): boolean {
  const peek = 2;
  return Number(calls.recv(fd, time, 1, peek | dontWait)) !== 0;
}

const environSymbol = (): unknown => lib.symbol('environ', 'void *');
/**
 * Makes `block`, NUL-terminated NAME=value strings, the process's environment as execve(2) would:
 * the same bytes, the same order. The caller keeps both buffers alive as long as it is in force.
 * @returns the table of pointers
 */
export function setEnvironment(block: Buffer): Buffer {
  const start = addressOf(block);
  const offsets: number[] = [];
  for (let at = 0; at < block.length; at = block.indexOf(0, at) + 1) offsets.push(at);
  const table = Buffer.alloc(8 * (offsets.length + 1));
  offsets.forEach((offset, i) => {
    table.writeBigUInt64LE(start + BigInt(offset), 8 * i);
  });
  koffi.encode(environSymbol(), 'uint64_t', addressOf(table));
  return table;
}
