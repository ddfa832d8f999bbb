/**
 * Memory that grows from run to run, looked at behind a collection of garbage. A script may need
 * some runs until V8 has compiled it and its caches are full, and a single figure goes up and down.
 * So a window of runs has three parts, and the least of each part is taken: it grows if both steps
 * between them are larger than what chance makes, and the second is no less than 3/4 of the first:
 * what only fills up slows down. As long as nothing is found, every other figure is dropped, and half
 * as many runs are looked at: the window becomes longer, so that a slow leak is found as well, and
 * collecting costs less and less. Some memory is free only behind a second collection, so that
 * garbage is collected behind the run before, too.
 */
import { garbageCollector } from '../fresh/collect.ts';

/** Runs that aren't looked at: the first ones fill caches. */
const ignoredRuns = 16;
const partLength = 8;
const parts = 3;
const mebibyte = 2 ** 20;

/** Bytes. What a step between two parts must be, at least. */
const thresholds = { heap: mebibyte / 8, resident: 2 * mebibyte };

export interface Growing {
  readonly what: keyof typeof thresholds;
  /** Bytes for each run. */
  readonly perRun: number;
}

/** @returns how much is added from the first part to the last, 0 if that may be chance */
export function growth(samples: readonly number[], threshold: number): number {
  const least = (part: number): number =>
    Math.min(...samples.slice(part * partLength, (part + 1) * partLength));
  const [first, second, last] = [least(0), least(1), least(2)];
  const steps = [second - first, last - second] as const;
  const isGrowing = steps.every((step) => step >= threshold) && steps[1] >= 0.75 * steps[0];
  return isGrowing ? last - first : 0;
}

const everyOther = (values: readonly number[]): number[] => values.filter((_, i) => i % 2 === 1);

export class Memory {
  private readonly collect = garbageCollector();
  private samples = { heap: [] as number[], resident: [] as number[] };
  private runs = 0;
  /** Every so many runs are looked at. */
  private interval = 1;

  /** Behind a run, when nobody waits. @returns what grows, once a window is full */
  look(): Growing[] {
    this.runs++;
    if (this.runs < ignoredRuns) return [];
    const isNext = (this.runs + 1) % this.interval === 0;
    const isNow = this.runs > ignoredRuns && this.runs % this.interval === 0;
    if (isNext || isNow) this.collect();
    if (!isNow) return [];
    const { heapUsed, external, rss } = process.memoryUsage();
    this.samples.heap.push(heapUsed + external);
    this.samples.resident.push(rss);
    return this.samples.heap.length < parts * partLength ? [] : this.judge();
  }

  private judge(): Growing[] {
    const { heap, resident } = this.samples;
    const runs = (parts - 1) * partLength * this.interval;
    this.samples = { heap: everyOther(heap), resident: everyOther(resident) };
    this.interval *= 2;
    const inHeap = growth(heap, thresholds.heap);
    if (inHeap > 0) return [{ what: 'heap', perRun: inHeap / runs }];
    const inProcess = growth(resident, thresholds.resident);
    return inProcess > 0 ? [{ what: 'resident', perRun: inProcess / runs }] : [];
  }
}
