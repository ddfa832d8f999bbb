/** The calls of the C library that Node.js lacks. */
import { koffi } from './koffi.ts';

const lib = koffi.load(null as unknown as string);

/** Error numbers: the same wherever both Node.js and koffi run on Linux. */
const interrupted = 4; // EINTR
const wouldWait = 11; // EAGAIN
export const brokenPipe = 32; // EPIPE
export const connectionReset = 104; // ECONNRESET
export const timedOut = 110; // ETIMEDOUT

/** Declares a function of the C library; made when it is first called. */
// biome-ignore lint/suspicious/noExplicitAny: the declaration says the types
export function declare(declaration: string): (...args: any[]) => any {
  let made: ReturnType<typeof lib.func> | undefined;
  return (...args) => {
    made ??= lib.func(declaration);
    return made(...args);
  };
}

/** Like declare(), for what may take long: it is called in a thread. */
export function declareAsync(declaration: string): (...args: unknown[]) => Promise<number> {
  let made: ReturnType<typeof lib.func> | undefined;
  return (...args) =>
    new Promise((resolve, reject) => {
      made ??= lib.func(declaration);
      made.async(...args, (error: unknown, result: number) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
}

/** @returns where a variable of the C library stands */
export const variable = (name: string): unknown => lib.symbol(name, 'void *');

export const addressOf = (buffer: Buffer): bigint => BigInt(koffi.address(buffer));

const strerror = declare('const char *strerror(int number)');

/** @returns the system's words for an errno. */
export const errorText = (errno: number): string => strerror(errno);

/** A call of the C library that failed. */
export class CallError extends Error {
  readonly errno: number;

  constructor(name: string, errno: number) {
    super(`${name}: ${errorText(errno)}`);
    this.errno = errno;
  }
}

/** @returns the system's words for an error of node:fs or of ours, or its message */
export function reason(error: unknown): string {
  const errno = (error as { errno?: unknown }).errno;
  if (typeof errno === 'number') return errorText(Math.abs(errno));
  return error instanceof Error ? error.message : String(error);
}

type Call = (...args: unknown[]) => number;

function declareCall(
  declaration: string,
  mayWait: boolean,
): (...args: unknown[]) => number | undefined {
  const call = declare(declaration);
  const name = /(\w+)\(/.exec(declaration)?.[1] ?? '';
  return (...args) => {
    for (;;) {
      const result = Number(call(...args));
      if (result >= 0) return result;
      const errno = koffi.errno();
      if (mayWait && errno === wouldWait) return undefined;
      if (errno !== interrupted) throw new CallError(name, errno);
    }
  };
}

/**
 * Declares a function that returns -1 and sets errno when it fails; interrupted by a signal, it is
 * called again. The declared one throws CallError.
 */
export const checked = (declaration: string): Call => declareCall(declaration, false) as Call;

/** Like checked(), for what may have to wait: returns undefined where it would have to. */
export const attempted = (declaration: string): ((...args: unknown[]) => number | undefined) =>
  declareCall(declaration, true);

const flock = checked('int flock(int fd, int operation)');
const attemptedFlock = attempted('int flock(int fd, int operation)');
const lockExclusively = 2;
const withoutWaiting = 4;
const unlockAgain = 8;
/** @returns false if somebody else has it */
export const tryLock = (fd: number): boolean =>
  attemptedFlock(fd, lockExclusively | withoutWaiting) !== undefined;
export const unlock = (fd: number): void => void flock(fd, unlockAgain);

/** Bytes of a sigset_t. */
export const signalSetSize = 128;

const dup2 = checked('int dup2(int from, int to)');
/** Puts a descriptor at another number as well; what was there is closed. */
export const putDescriptor = (from: number, to: number): void => void dup2(from, to);

const fcntl = checked('int fcntl(int fd, int command, int value)');
const duplicateClosing = 1030; // F_DUPFD_CLOEXEC
/** @returns another number of it, which nothing that is executed gets */
export const duplicate = (fd: number): number => fcntl(fd, duplicateClosing, 3);

const anyFcntl = declare('int fcntl(int fd, int command, int value)');
const getFlags = 3;
const setFlags = 4;
/** @returns the open file's status flags, O_NONBLOCK and O_APPEND among them */
export const statusFlags = (fd: number): number => fcntl(fd, getFlags, 0);
export const setStatusFlags = (fd: number, flags: number): void => void fcntl(fd, setFlags, flags);

const setDescriptorFlags = 2; // F_SETFD
const closeOnExec = 1;
/** Whether a descriptor is closed in what is executed; one that isn't open is left at that. */
export function closeOnExecution(fd: number, isClosed: boolean): void {
  anyFcntl(fd, setDescriptorFlags, isClosed ? closeOnExec : 0);
}

const ioctl = checked('int ioctl(int fd, unsigned long request, void *size)');
const countUnread = 0x541b; // FIONREAD
const unread = Buffer.alloc(4);
/** @returns how many bytes wait in a pipe or socket */
export function unreadIn(fd: number): number {
  ioctl(fd, countUnread, unread);
  return unread.readInt32LE(0);
}

const setOwner = 8; // F_SETOWN
const setSignal = 10; // F_SETSIG
const asynchronous = 0o20000; // O_ASYNC
const kill = 9; // SIGKILL
/**
 * From here on, a process is killed when the other end of a connection is closed, or sends something:
 * whatever the process is doing.
 */
export function killWithPeer(fd: number, pid: number): void {
  anyFcntl(fd, setOwner, pid); // it may have ended
  fcntl(fd, setSignal, kill);
  setStatusFlags(fd, asynchronous);
}

/**
 * The same for this process.
 * @returns its undo
 */
export function dieWithPeer(fd: number): () => void {
  killWithPeer(fd, process.pid);
  return () => setStatusFlags(fd, 0);
}

const syscall = declare('long syscall(long number, int pid, unsigned int flags)');
const pidfdOpen = 434; // the same on all machines
/** @returns a descriptor that is readable once the process has ended; -1 if there can't be one */
export const openProcess = (pid: number): number => Number(syscall(pidfdOpen, pid, 0));

const setsid = checked('int setsid()');
export const startSession = (): void => void setsid();

const chdir = checked('int chdir(void *path)');
/** @param path bytes, ended by a NUL: a path need not be UTF-8 */
export const changeDirectory = (path: Buffer): void => void chdir(path);

const clockGettime = declare('int clock_gettime(int clock, void *time)');
const time = Buffer.alloc(16);
const bootTime = 7; // CLOCK_BOOTTIME
/** @returns CLOCK_BOOTTIME in nanoseconds, the clock of the queue */
export function now(): bigint {
  clockGettime(bootTime, time);
  return time.readBigInt64LE(0) * 1_000_000_000n + time.readBigInt64LE(8);
}

const poll = checked('int poll(void *descriptors, unsigned long count, int timeout)');
const pollDescriptor = Buffer.alloc(8);
const pollIn = 1;
const pollOut = 4;

function wait(fd: number, event: number, timeout: number): boolean {
  pollDescriptor.writeInt32LE(fd, 0);
  pollDescriptor.writeInt16LE(event, 4);
  return poll(pollDescriptor, 1, timeout) > 0;
}

/**
 * Waits until there is something to read, or the other end is closed.
 * @param timeout milliseconds, -1 for ever
 * @returns false if the time is over
 */
export const waitReadable = (fd: number, timeout: number): boolean => wait(fd, pollIn, timeout);

/** As waitReadable(), but it also ends when there is something to read from another descriptor. */
export function waitReadableOr(fd: number, others: readonly number[], timeout: number): boolean {
  const all = [fd, ...others];
  const descriptors = Buffer.alloc(8 * all.length);
  all.forEach((one, i) => {
    descriptors.writeInt32LE(one, 8 * i);
    descriptors.writeInt16LE(pollIn, 8 * i + 4);
  });
  poll(descriptors, all.length, timeout);
  return descriptors.readInt16LE(6) !== 0;
}

/**
 * Waits until there is room to write, or the other end is closed.
 * @param timeout as above
 */
export const waitWritable = (fd: number, timeout: number): boolean => wait(fd, pollOut, timeout);
