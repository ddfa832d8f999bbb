/**
 * Sleeps while the event loop stands still: for what must not be interrupted.
 * @param time milliseconds
 */
export const pause = (time: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
