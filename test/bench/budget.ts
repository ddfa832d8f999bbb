// One line of the result: what was measured, against what, the ratio, and whether that is kept.
import { badCase, median } from './statistics.ts';

export type Unit = 'ms' | 'MiB' | 'runs/s' | 'MiB/s';

/** One of the two that are compared; p90: nine of ten samples were no worse. */
export interface Figure {
  name: string;
  unit: Unit;
  median: number;
  p90: number;
  samples: number;
}

export interface Comparison {
  what: string;
  measured: Figure;
  against: Figure;
  ratio: number;
  budget: string;
  /** null: for information, no budget. */
  kept: boolean | null;
}

export interface Unmeasured {
  what: string;
  why: string;
}

/** Thrown by a measure that cannot be taken here (yet): the bench says so and goes on. */
export class NotMeasured extends Error {}

export function figure(name: string, unit: Unit, samples: readonly number[]): Figure {
  const moreIsBetter = unit === 'runs/s' || unit === 'MiB/s';
  return {
    name,
    unit,
    median: median(samples),
    p90: badCase(samples, moreIsBetter),
    samples: samples.length,
  };
}

/** Durations come in nanoseconds. */
export function duration(name: string, ns: readonly number[]): Figure {
  return figure(
    name,
    'ms',
    ns.map((n) => n / 1e6),
  );
}

/** Times or memory: at most limit times that of the other. */
export function atMost(what: string, limit: number, measured: Figure, against: Figure): Comparison {
  const ratio = measured.median / against.median;
  const budget = `at most ${limit} x`;
  return { what, measured, against, ratio, budget, kept: ratio <= limit };
}

/** Speeds: at least limit times that of the other. */
export function atLeast(
  what: string,
  limit: number,
  measured: Figure,
  against: Figure,
): Comparison {
  const ratio = measured.median / against.median;
  const budget = `at least ${limit} x`;
  return { what, measured, against, ratio, budget, kept: ratio >= limit };
}

/** Times: the other takes at least limit times as long. */
export function fasterBy(
  what: string,
  limit: number,
  measured: Figure,
  against: Figure,
): Comparison {
  const ratio = against.median / measured.median;
  const budget = `at least ${limit} x faster`;
  return { what, measured, against, ratio, budget, kept: ratio >= limit };
}

export function forInformation(what: string, measured: Figure, against: Figure): Comparison {
  const ratio = measured.median / against.median;
  return { what, measured, against, ratio, budget: '', kept: null };
}
