/** What was done to them, edits included, and when: so that a failure can be explained. */
export interface Fault {
  /** By performance.now(). */
  readonly at: number;
  readonly kind: string;
  /** 0 where it is no process that is hit. */
  readonly pid: number;
  /** The file or the group that is hit, or what the process is. */
  readonly what: string;
  /** Paths of those whose queue is hit. */
  readonly scripts: readonly string[];
}

export class Journal {
  private readonly began = performance.now();
  readonly faults: Fault[] = [];

  note(kind: string, what: string, pid = 0, scripts: readonly string[] = []): void {
    this.faults.push({ at: performance.now(), kind, pid, what, scripts });
  }

  /** Between the two, by performance.now(). */
  between(from: number, to: number): readonly Fault[] {
    return this.faults.filter(({ at }) => at >= from && at <= to);
  }

  /** How many there were of each kind, by name. */
  get counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    const kinds = this.faults.map(({ kind }) => kind);
    for (const kind of kinds.sort()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  lineOf({ at, kind, pid, what }: Fault): string {
    return `${this.secondsAt(at)} ${kind} ${pid || ''} ${what}`;
  }

  secondsAt(at: number): string {
    return `${((at - this.began) / 1000).toFixed(3)} s`;
  }
}
