/** Unix sockets with descriptors as ancillary data, which Node.js doesn't have. */
import { closeSync } from 'node:fs';
import { addressOf, attempted, checked, declare, waitWritable } from './libc.ts';

const calls = {
  socket: checked('int socket(int domain, int type, int protocol)'),
  socketpair: checked('int socketpair(int domain, int type, int protocol, void *ends)'),
  bind: checked('int bind(int fd, void *address, uint32_t size)'),
  listen: checked('int listen(int fd, int backlog)'),
  accept: checked('int accept4(int fd, void *address, void *size, int flags)'),
  connect: checked('int connect(int fd, void *address, uint32_t size)'),
  getsockopt: checked('int getsockopt(int fd, int level, int name, void *value, void *size)'),
  sendmsg: checked('int64_t sendmsg(int fd, void *message, int flags)'),
  recvmsg: attempted('int64_t recvmsg(int fd, void *message, int flags)'),
  send: attempted('int64_t send(int fd, void *data, size_t size, int flags)'),
};
/** Not checked: whoever went away doesn't get it. */
const sendAway = declare('int64_t send(int fd, void *data, size_t size, int flags)');

const unixDomain = 1;
const stream = 1;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
const addressSize = 110;

const newSocket = (flags: number): number =>
  calls.socket(unixDomain, stream | closeOnExec | flags, 0);

/** A struct sockaddr_un. */
function addressAt(path: Buffer): Buffer {
  const address = Buffer.alloc(addressSize);
  address.writeUInt16LE(unixDomain, 0);
  path.copy(address, 2);
  return address;
}

function orClose(fd: number, work: () => void): number {
  try {
    work();
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/**
 * Waits for nothing: where there is no room for one more connection, that is an error, too.
 * @throws CallError
 */
export function connectTo(path: Buffer): number {
  const fd = newSocket(nonBlocking);
  return orClose(fd, () => calls.connect(fd, addressAt(path), addressSize));
}

/**
 * The socket gets the mode that the umask leaves.
 * @throws CallError
 */
export function listenAt(path: string, backlog: number): number {
  const fd = newSocket(0);
  return orClose(fd, () => {
    calls.bind(fd, addressAt(Buffer.from(path)), addressSize);
    calls.listen(fd, backlog);
  });
}

const shutdown = declare('int shutdown(int fd, int how)');
const reading = 0;
const writing = 1;
const bothWays = 2;
/** Whoever writes at the other end is told that nobody reads. */
export const endReading = (fd: number): void => void shutdown(fd, reading);
/** Whoever reads at the other end comes to its end. */
export const endWriting = (fd: number): void => void shutdown(fd, writing);
/** Ends a connection: whoever reads from it, here too, comes to its end. */
export const hangUp = (fd: number): void => void shutdown(fd, bothWays);

/** @throws CallError */
export const acceptFrom = (fd: number): number => calls.accept(fd, null, null, closeOnExec);

const socketLevel = 1;
const peerCredentials = 17;
const socketType = 3;
const credentials = Buffer.alloc(12);
const sizeOfValue = Buffer.alloc(4);

/** The process at the other end, from the kernel. */
export interface Peer {
  /** 0 for a process that has no number here. */
  readonly pid: number;
  readonly uid: number;
}

export function peerOf(fd: number): Peer {
  sizeOfValue.writeUInt32LE(credentials.length, 0);
  calls.getsockopt(fd, socketLevel, peerCredentials, credentials, sizeOfValue);
  return { pid: credentials.readInt32LE(0), uid: credentials.readUInt32LE(4) };
}

/** Whether a socket is one of those that transport bytes, and no messages. */
export function isStream(fd: number): boolean {
  const type = Buffer.alloc(4);
  sizeOfValue.writeUInt32LE(type.length, 0);
  calls.getsockopt(fd, socketLevel, socketType, type, sizeOfValue);
  return type.readInt32LE(0) === stream;
}

/** @returns both ends; what is written to the one is read from the other */
export function socketPair(): { input: number; output: number } {
  const ends = Buffer.alloc(8);
  calls.socketpair(unixDomain, stream | closeOnExec, 0, ends);
  return { input: ends.readInt32LE(0), output: ends.readInt32LE(4) };
}

/** A struct msghdr with one part of data and room for descriptors. */
class Message {
  readonly bytes = Buffer.alloc(56);
  readonly control: Buffer;
  private readonly part = Buffer.alloc(16);

  constructor(
    readonly data: Buffer,
    descriptors: number,
  ) {
    this.control = Buffer.alloc(descriptors > 0 ? 16 + 8 * Math.ceil(descriptors / 2) : 0);
    this.bytes.writeBigUInt64LE(addressOf(this.part), 16);
    this.bytes.writeBigUInt64LE(1n, 24);
    this.part.writeBigUInt64LE(addressOf(data), 0);
    this.part.writeBigUInt64LE(BigInt(data.length), 8);
    if (descriptors > 0) this.bytes.writeBigUInt64LE(addressOf(this.control), 32);
    this.reset();
  }

  /** The kernel writes the size of what it put into the control part: it is set before each use. */
  reset(): void {
    this.bytes.writeUInt32LE(this.control.length, 40);
  }

  get controlSize(): number {
    return this.bytes.readUInt32LE(40);
  }
}

const rights = 1; // SCM_RIGHTS
const noSignal = 0x4000;
const passCloseOnExec = 0x40000000;
const dontWait = 0x40;

/** With its first byte, a message takes descriptors along. */
function attach({ bytes, control }: Message, descriptors: readonly number[]): void {
  if (descriptors.length === 0) return;
  const size = 16 + 4 * descriptors.length;
  control.writeBigUInt64LE(BigInt(size), 0);
  control.writeInt32LE(socketLevel, 8);
  control.writeInt32LE(rights, 12);
  descriptors.forEach((descriptor, i) => {
    control.writeInt32LE(descriptor, 16 + 4 * i);
  });
  bytes.writeUInt32LE(size, 40);
}

/**
 * Sends all of the data, the descriptors with its first byte.
 * @param timeout milliseconds without anything being read
 * @returns false if the time is over
 * @throws CallError
 */
export function sendWithDescriptors(
  fd: number,
  data: Buffer,
  descriptors: readonly number[],
  timeout: number,
): boolean {
  const message = new Message(data, descriptors.length);
  attach(message, descriptors);
  let sent = calls.sendmsg(fd, message.bytes, noSignal);
  while (sent < data.length) {
    const rest = data.subarray(sent);
    const size = calls.send(fd, rest, rest.length, noSignal);
    if (size === undefined && !waitWritable(fd, timeout)) return false;
    sent += size ?? 0;
  }
  return true;
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
    const size = calls.recvmsg(fd, this.message.bytes, passCloseOnExec | dontWait);
    if (size !== undefined) this.takeDescriptors();
    return size;
  }

  private takeDescriptors(): void {
    const { control, controlSize } = this.message;
    if (controlSize < 16 || control.readInt32LE(12) !== rights) return;
    const end = Math.min(control.readUInt32LE(0), control.length);
    for (let at = 16; at + 4 <= end; at += 4) this.descriptors.push(control.readInt32LE(at));
  }
}

/** Sends a few bytes at once; whoever went away doesn't get them. */
export function sendAnswer(fd: number, data: Buffer): void {
  sendAway(fd, data, data.length, noSignal | dontWait);
}
