/**
 * The guards: what has this backend replaced. Each has its successor started a while before, so that
 * nobody waits for that.
 */
import { ownRecord } from './own-record.ts';
import { settings } from './settings.ts';
import { successor } from './successor.ts';

/** Of the time that this process took to start: a successor takes as long, on a busy machine longer. */
const leads = 3;
/** Of the time between two runs, in their average. */
const share = 0.2;
/** Milliseconds. So often an idle backend that is due looks whether its successor is ready. */
const step = 20;

class Guards {
  /** Milliseconds before this backend leaves, when its successor is started. */
  private lead = Number.POSITIVE_INFINITY;
  private isLarge = false;
  /** Milliseconds, no more than the lead: from the end of a run to that of the next. */
  private pace = Number.POSITIVE_INFINITY;
  /** By performance.now(), which counts from the start of this process. */
  private endedAt = 0;

  /** This process is ready to serve. */
  begin(): void {
    this.endedAt = performance.now();
    this.lead = this.pace = leads * this.endedAt;
    if (settings.maxRuns === 1 && !settings.isFresh && !ownRecord.isHeir) successor.prepare();
  }

  private get isOld(): boolean {
    return performance.now() >= settings.maxAge;
  }

  /** What isn't counted may go on for a moment, until somebody is there in our place. */
  private get isOverdue(): boolean {
    return this.isLarge || this.isOld;
  }

  /** Behind a run: whether it was the last one. */
  isOver(runs: number): boolean {
    return runs >= settings.maxRuns || (this.isOverdue && successor.isSettled);
  }

  /** Behind a run of which the frontend has been told. */
  look(runs: number): void {
    const time = performance.now();
    this.pace += share * (Math.min(time - this.endedAt, this.lead) - this.pace);
    this.endedAt = time;
    if (settings.maxMemory !== Number.POSITIVE_INFINITY) this.weigh();
    if (this.isNear(runs)) successor.prepare();
  }

  private weigh(): void {
    this.isLarge = process.memoryUsage.rss() > settings.maxMemory;
  }

  private isNear(runs: number): boolean {
    const left = settings.maxRuns - runs;
    return left <= 1 || left * this.pace <= this.lead || this.isLarge || this.untilOld <= this.lead;
  }

  private get untilOld(): number {
    return settings.maxAge - performance.now();
  }

  /** Milliseconds until an idle backend has to see to its successor, or to leave: not before it has a place. */
  get pause(): number {
    if (ownRecord.isHeir) return this.isOld ? Number.POSITIVE_INFINITY : this.untilOld;
    if (this.isOverdue) return step;
    return this.untilOld > this.lead ? this.untilOld - this.lead : this.untilOld;
  }

  /**
   * While no run is there.
   * @param isUsed whether there has been one; where nobody has come, nobody is needed in our place
   * @returns whether it is time to leave
   */
  isTimeToLeave(isUsed: boolean): boolean {
    if (ownRecord.isHeir) return false;
    if (isUsed && (this.isLarge || this.untilOld <= this.lead)) successor.prepare();
    return this.isOverdue && (!isUsed || successor.isSettled);
  }
}

export const guards = new Guards();
