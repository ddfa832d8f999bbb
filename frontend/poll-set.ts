/** Waits for several descriptors at once, in a thread: signals are heard meanwhile. */
import { declare, declareAsync } from '../shared/libc.ts';

const pollNow = declare('int poll(void *descriptors, unsigned long count, int timeout)');
const poll = declareAsync('int poll(void *descriptors, unsigned long count, int timeout)');
const size = 8; // of a struct pollfd
const nobody = -1;
const forEver = -1;

export const pollIn = 1;
export const pollOut = 4;

export class PollSet {
  private readonly bytes: Buffer;

  constructor(private readonly count: number) {
    this.bytes = Buffer.alloc(size * count);
  }

  /** @param fd undefined if nothing is waited for there */
  watch(at: number, fd: number | undefined, events: number): void {
    this.bytes.writeInt32LE(fd ?? nobody, size * at);
    this.bytes.writeInt32LE(events, size * at + 4);
  }

  /** What there is, that a reader or a writer has gone included, which nobody asks for. */
  found(at: number): number {
    return this.bytes.readInt16LE(size * at + 6);
  }

  isReady(): boolean {
    return pollNow(this.bytes, this.count, 0) > 0;
  }

  /** Until there is something. Whoever is waited for must stay open meanwhile. */
  async wait(): Promise<void> {
    if (this.isReady()) await new Promise(setImmediate);
    else while ((await poll(this.bytes, this.count, forEver)) <= 0);
  }
}

/** Whether nobody is at the other end any more. */
export function hasHungUp(fd: number): boolean {
  const set = new PollSet(1);
  set.watch(0, fd, 0);
  return set.isReady();
}
