/** One direction of a relayed stream: reads what is there and writes what there is room for. */
import { closeSync } from 'node:fs';
import { CallError, unreadIn } from '../shared/libc.ts';
import { endReading, endWriting } from '../shared/socket.ts';
import { hasHungUp, PollSet, pollIn, pollOut } from './poll-set.ts';
import { moveNow, readNow, writeNow } from './transfer.ts';

/** Of the ring, at first: what a pipe holds. */
const firstSize = 65_536;

const mostAtOnce = 1 << 20;

/** Of a buffer: less only costs time. */
const smallest = 4096;

/** How many places it takes in a PollSet. */
export const ends = 2;

/**
 * Of the two descriptors, one is what we were started with and is left as it is, its flags too; the
 * other is our end of a pipe or of a pair of sockets, as the first is.
 */
export interface Direction {
  readonly from: number;
  readonly to: number;
  readonly isInput: boolean;
  readonly isSocket: boolean;
  /** Bytes. */
  readonly limit: number;
}

export class Flow {
  private isOpen = true;
  hasRead = false;
  /** How much is still to be read. */
  private left = Number.POSITIVE_INFINITY;
  private readonly limit: number;
  private ring: Buffer = Buffer.alloc(0);
  private first = 0;
  private count = 0;

  /** @param passesEnd whether the reader is told where the writer ends */
  constructor(
    readonly direction: Direction,
    private passesEnd: boolean,
  ) {
    this.limit = Math.max(direction.limit, smallest);
  }

  /** Whether there is something to relay, or may still come. */
  get isActive(): boolean {
    return this.isOpen && (this.left > 0 || this.count > 0);
  }

  /** What was read and is still to be written. */
  get held(): Buffer {
    const all = Buffer.allocUnsafeSlow(this.count);
    this.copyTo(all);
    return all;
  }

  private copyTo(target: Buffer): void {
    const { ring, first, count } = this;
    const straight = ring.copy(target, 0, first, Math.min(first + count, ring.length));
    ring.copy(target, straight, 0, count - straight);
  }

  /** Starts with what another has read. */
  hold(data: Buffer): void {
    this.ring = data;
    this.count = data.length;
  }

  /** Grows when that is needed, up to the limit. */
  private grow(): void {
    const size = Math.min(Math.max(2 * this.ring.length, firstSize), this.limit);
    if (size <= this.ring.length) return;
    const ring = Buffer.allocUnsafeSlow(size);
    this.copyTo(ring);
    this.ring = ring;
    this.first = 0;
  }

  /** Past the ring, where nothing waits in it. @returns whether anything went that way */
  private bypass(): boolean {
    const { from, to, isSocket } = this.direction;
    if (isSocket || this.count > 0) return false;
    const size = moveNow(from, to, Math.min(this.left, mostAtOnce));
    this.left -= size;
    this.hasRead ||= size > 0;
    return size > 0;
  }

  private fill(): void {
    if (this.bypass()) return;
    if (this.ring.length - this.count < firstSize) this.grow();
    const { ring, count } = this;
    const at = (this.first + count) % ring.length;
    const room = Math.min(this.left, ring.length - count, ring.length - at);
    const size = this.read(ring.subarray(at, at + room));
    if (size === undefined) return;
    this.hasRead = true;
    this.count += size;
    this.left = size === 0 ? 0 : this.left - size;
  }

  /** @returns 0 at the end */
  private read(room: Buffer): number | undefined {
    try {
      return readNow(this.direction.from, this.direction.isSocket, room);
    } catch (error) {
      if (error instanceof CallError) return 0;
      throw error;
    }
  }

  private pour(): void {
    const { ring, first, count } = this;
    const { to, isSocket } = this.direction;
    try {
      const size = writeNow(to, isSocket, ring.subarray(first, first + count)) ?? 0;
      this.first = (first + size) % ring.length;
      this.count -= size;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.cut();
    }
  }

  /** Nobody reads any more: whoever writes is to know. */
  private cut(): void {
    const { from, isInput, isSocket } = this.direction;
    this.isOpen = false;
    if (isInput) return;
    if (isSocket) endReading(from);
    else closeSync(from);
  }

  /** All that was written has arrived. */
  private passEnd(): void {
    const { to, isSocket } = this.direction;
    this.isOpen = false;
    if (isSocket) endWriting(to);
    else closeSync(to);
  }

  /** Whether somebody still has the script's end: a child that the script has left behind. */
  isHeld(): boolean {
    const { from, to, isInput } = this.direction;
    if (!this.isOpen) return false;
    return !hasHungUp(isInput ? to : from) || (!isInput && unreadIn(from) > 0);
  }

  /** After the run: what the script has written is there already, up to there and no further. */
  limitToWritten(): void {
    if (this.direction.isInput) {
      this.isOpen = this.isHeld();
      return;
    }
    this.passesEnd = false; // it would only tell that the script's end was closed
    if (this.isOpen && this.left > 0) this.left = unreadIn(this.direction.from);
  }

  /** Takes what comes after that, too. */
  goOn(): void {
    if (!this.direction.isInput) this.left = Number.POSITIVE_INFINITY;
  }

  /** Who reads is watched all the time: poll(2) tells by itself if nobody is there any more. */
  watch(set: PollSet, at: number): void {
    const { isOpen, left, count, limit } = this;
    const reads = isOpen && left > 0 && count < limit;
    set.watch(at, reads ? this.direction.from : undefined, pollIn);
    set.watch(at + 1, isOpen ? this.direction.to : undefined, count > 0 ? pollOut : 0);
  }

  move(set: PollSet, at: number): void {
    const found = set.found(at + 1);
    if (set.found(at)) this.fill();
    if (found & pollOut) this.pour();
    else if (found) this.cut();
    if (this.passesEnd && this.isOpen && !this.isActive) this.passEnd();
  }
}

/** Moves what there is to move as long as `goesOn`. */
export async function relayWhile(flows: readonly Flow[], goesOn: () => boolean): Promise<void> {
  const set = new PollSet(ends * flows.length);
  while (goesOn()) {
    flows.forEach((flow, i) => {
      flow.watch(set, ends * i);
    });
    await set.wait();
    flows.forEach((flow, i) => {
      flow.move(set, ends * i);
    });
  }
}
