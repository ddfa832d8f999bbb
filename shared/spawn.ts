/**
 * Starts a program in a session of its own. Node.js's own spawn takes no bytes that aren't UTF-8,
 * passes on what it has inherited, and tells too late that a program can't be run.
 */
import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { addressOf, CallError, checked, closeOnExecution, declare, signalSetSize } from './libc.ts';

const roomForStruct = 512;
const newSession = 0x80;
const defaultSignals = 0x04;
const signalMask = 0x08;

const actionsInit = declare('int posix_spawn_file_actions_init(void *actions)');
const actionsOpen = declare(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, int mode)',
);
const actionsDup = declare('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)');
const attributesInit = declare('int posix_spawnattr_init(void *attributes)');
const attributesFlags = declare('int posix_spawnattr_setflags(void *attributes, short flags)');
const attributesDefault = declare(
  'int posix_spawnattr_setsigdefault(void *attributes, void *signals)',
);
const attributesMask = declare('int posix_spawnattr_setsigmask(void *attributes, void *signals)');
const posixSpawn = declare(
  'int posix_spawn(void *pid, void *path, void *actions, void *attributes, void *args, void *env)',
);
const pipe2 = checked('int pipe2(void *descriptors, int flags)');

/** A text as C has it. */
export const cString = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');

/** @returns pointers and the texts they point to, as execve(2) takes them, in one buffer */
export function vector(texts: readonly string[]): Buffer {
  const size = 8 * (texts.length + 1);
  const bytes = Buffer.concat([Buffer.alloc(size), ...texts.map(cString)]);
  const start = addressOf(bytes);
  let at = size;
  texts.forEach((text, i) => {
    bytes.writeBigUInt64LE(start + BigInt(at), 8 * i);
    at += text.length + 1;
  });
  return bytes;
}

/** @returns both ends, which close by themselves in whatever is executed */
export function newPipe(): { input: number; output: number } {
  const ends = Buffer.alloc(8);
  pipe2(ends, 0o2000000);
  return { output: ends.readInt32LE(0), input: ends.readInt32LE(4) };
}

/** Those of ours close by themselves; what we got from whoever started us does not. */
function closeInherited(): void {
  for (const fd of readdirSync('/proc/self/fd').map(Number)) {
    if (fd > 2) closeOnExecution(fd, true);
  }
}

function standardDescriptors({ output, passed = [] }: Descriptors): Buffer {
  const actions = Buffer.alloc(roomForStruct);
  actionsInit(actions);
  for (const fd of [0, 1, 2].filter((fd) => !passed.includes(fd))) {
    actionsOpen(actions, fd, '/dev/null', constants.O_RDWR, 0);
  }
  if (output !== undefined) actionsDup(actions, output, 2);
  return actions;
}

/** As for a process that nobody has touched yet: the web server may have ignored some signals. */
function freshProcess(): Buffer {
  const attributes = Buffer.alloc(roomForStruct);
  attributesInit(attributes);
  attributesFlags(attributes, newSession | defaultSignals | signalMask);
  attributesDefault(attributes, Buffer.alloc(signalSetSize, 0xff));
  attributesMask(attributes, Buffer.alloc(signalSetSize));
  return attributes;
}

/** The current directory need not have a path any more. */
function atRoot<T>(work: () => T): T {
  const before = openSync('.', constants.O_RDONLY | constants.O_DIRECTORY);
  process.chdir('/');
  try {
    return work();
  } finally {
    process.chdir(`/proc/self/fd/${before}`);
    closeSync(before);
  }
}

/** What a program gets; else there is nothing to read for it, and nobody who listens. */
interface Descriptors {
  /** What its standard error is. */
  readonly output?: number;
  /** Under the same numbers. */
  readonly passed?: readonly number[];
}

/**
 * @returns its pid
 * @throws CallError
 */
export function spawnDetached(
  args: readonly string[],
  env: readonly string[],
  descriptors: Descriptors,
): number {
  const pid = Buffer.alloc(8);
  closeInherited();
  for (const fd of descriptors.passed ?? []) closeOnExecution(fd, false);
  const path = cString(args[0] ?? '');
  const actions = standardDescriptors(descriptors);
  const errno = atRoot(() =>
    posixSpawn(pid, path, actions, freshProcess(), vector(args), vector(env)),
  );
  if (errno !== 0) throw new CallError('posix_spawn', errno);
  return pid.readInt32LE(0);
}
