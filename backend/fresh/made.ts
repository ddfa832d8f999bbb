/** The backends that a parent has made, and that have not ended yet. */

interface One {
  /** Its own, or its keeper's. */
  readonly pid: number;
  readonly place: number;
  /** By performance.now(). */
  readonly madeAt: number;
}

export class Made {
  private readonly all = new Map<number, One>();
  /** For each place: the one before may have left it, and be about to end. */
  private readonly last = new Map<number, One>();

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  has(place: number): boolean {
    return this.last.has(place);
  }

  add(place: number, pid: number): void {
    const one = { pid, place, madeAt: performance.now() };
    this.all.set(pid, one);
    this.last.set(place, one);
  }

  /** @returns the place, if nobody else has been made for it */
  remove(pid: number): number | undefined {
    const one = this.all.get(pid);
    this.all.delete(pid);
    if (one === undefined || this.last.get(one.place) !== one) return undefined;
    this.last.delete(one.place);
    return one.place;
  }

  /** @param age in milliseconds */
  olderThan(age: number): One[] {
    return [...this.last.values()].filter(({ madeAt }) => performance.now() - madeAt > age);
  }
}
