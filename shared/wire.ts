/**
 * What a frontend and a backend say to each other, over the backend's Unix socket.
 *
 * The frontend sends one message: the length of what follows (4 bytes, little-endian), then a
 * MessagePack map with the keys of `Request`, with those of the descriptors 0, 1 and 2 that are
 * open as ancillary data of its first byte. Arguments and environment are each one binary, the
 * strings one after the other with a NUL behind each, as execve(2) lays them out: any bytes
 * arrive as they are.
 *
 * The backend sets `started` in its record of the queue when it begins, and answers when the run
 * has ended: 8 bytes, a `Reply` kind and a number (4 bytes each, little-endian). If it closes the
 * connection without an answer, it died.
 */
/** A longer request is refused before memory is taken; Linux's execve(2) takes 6 MiB at most. */
export const maxRequest = 16 * 1024 * 1024;
/** A frontend sends its request at once; a backend waits this long for all of it. */
export const requestTimeout = 10_000;

export const stampSize = 56;

export const replySize = 8;
export const replies = {
  exited: 1, // the number is the exit status
  retry: 2, // nothing was run: the script has changed, take another backend
  runTime: 3, // the run goes on, and the number is its MaxRunTime from now on: any number of these
} as const;

/**
 * Signals that a Perl script finds ignored where the frontend was started so, with their numbers.
 * Node.js sets all of these but PIPE to their defaults when it starts, and ignores that.
 */
export const ignorable = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
} as const;

/** Bit n - 1 is set for signal n. */
export const ignorableBits = Object.values(ignorable).reduce((bits, n) => bits | (1 << (n - 1)), 0);

/** In the order in which they are sent, and what each is; frontend/request.c does the same. */
export const requestFields = {
  version: 'text',
  pid: 'number',
  umask: 'number',
  open: 'number',
  ignored: 'number',
  stamp: 'binary',
  args: 'binary',
  env: 'binary',
  cwd: 'binary',
  script: 'text',
} as const;

export interface Request {
  /** The build of speedy, in hexadecimal: only the same one is spoken to. */
  readonly version: string;
  readonly pid: number;
  readonly script: string;
  /** Of the script: device, inode, size, seconds and nanoseconds of mtime, of ctime; 8 bytes each. */
  readonly stamp: Buffer;
  readonly args: Buffer;
  readonly env: Buffer;
  /** Empty if the frontend's was gone. */
  readonly cwd: Buffer;
  readonly umask: number;
  /** Bit n is set if descriptor n was open; only these are passed. */
  readonly open: number;
  /** Of `ignorable`: bit n - 1 is set if signal n is ignored. 0 for Node.js. */
  readonly ignored: number;
}
