/** Signals as something to read: signalfd(2). */
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { attempted, checked, signalSetSize } from '../../shared/libc.ts';

const block = 0;
const setMask = 2;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
/** Of a struct signalfd_siginfo, which begins with the signal's number. */
const infoSize = 128;

const calls = {
  sigprocmask: checked('int sigprocmask(int how, void *set, void *before)'),
  read: attempted('int64_t read(int fd, void *data, size_t size)'),
  signalfd: checked('int signalfd(int fd, void *set, int flags)'),
};

/** A sigset_t. */
function setOf(names: readonly NodeJS.Signals[]): Buffer {
  const set = Buffer.alloc(signalSetSize);
  for (const name of names) {
    const bit = constants.signals[name] - 1;
    set.writeUInt8(set.readUInt8(bit >> 3) | (1 << (bit & 7)), bit >> 3);
  }
  return set;
}

/** Blocks signals, and hears of them. */
export class SignalDescriptor {
  readonly fd: number;
  private readonly before = Buffer.alloc(signalSetSize);
  private readonly infos: Buffer;

  constructor(private readonly names: readonly NodeJS.Signals[]) {
    const set = setOf(names);
    this.infos = Buffer.alloc(names.length * infoSize); // one that comes again is there once
    calls.sigprocmask(block, set, this.before);
    this.fd = calls.signalfd(-1, set, closeOnExec | nonBlocking);
  }

  /**
   * @returns those that have come: none, where a thread that doesn't block them was quicker
   */
  take(): NodeJS.Signals[] {
    const size = calls.read(this.fd, this.infos, this.infos.length) ?? 0;
    const count = size / infoSize;
    const numbers = Array.from({ length: count }, (_, i) => this.infos.readUInt32LE(i * infoSize));
    return this.names.filter((name) => numbers.includes(constants.signals[name]));
  }

  /** They do again what they did before. */
  close(): void {
    closeSync(this.fd);
    calls.sigprocmask(setMask, this.before, null);
  }
}
