/** Objects to be looked at later, if they are still there. */

const firstSweep = 64;

export class WeakList<T extends object> {
  private references: WeakRef<T>[] = [];
  private sweepAt = firstSweep;

  add(object: T): void {
    this.references.push(new WeakRef(object));
    if (this.references.length < this.sweepAt) return;
    this.references = this.references.filter((one) => one.deref() !== undefined);
    this.sweepAt = Math.max(firstSweep, 2 * this.references.length);
  }

  all(): T[] {
    return this.references.map((one) => one.deref()).filter((one) => one !== undefined);
  }

  get isEmpty(): boolean {
    return this.references.length === 0;
  }

  /** @returns those that are there; none is left in the list */
  take(): T[] {
    if (this.isEmpty) return [];
    const there = this.all();
    this.references = [];
    this.sweepAt = firstSweep;
    return there;
  }
}
