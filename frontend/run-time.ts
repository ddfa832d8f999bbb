/** Watches how long the run takes: MaxRunTime. */

/** Milliseconds: the longest time that a timer takes. */
const longest = 2 ** 31 - 1;

export class RunTime {
  private readonly began = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  /** @param over called once, with the seconds that were too few */
  constructor(private readonly over: (seconds: number) => void) {}

  /** @param seconds from the beginning of the run; 0 for no limit */
  limit(seconds: number): void {
    this.end();
    if (seconds === 0 || this.isOver) return;
    const left = this.began + seconds * 1000 - performance.now();
    this.timer = setTimeout(() => this.look(seconds), Math.min(Math.max(left, 0), longest));
  }

  private look(seconds: number): void {
    if (performance.now() < this.began + seconds * 1000) {
      this.limit(seconds);
      return;
    }
    this.isOver = true;
    this.over(seconds);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
