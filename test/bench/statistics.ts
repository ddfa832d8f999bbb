// What a list of samples comes down to: noise only ever adds time, so medians, and a bad case.

/** The value that a share (0 to 1) of the samples doesn't exceed. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (at === undefined) throw new Error('no samples');
  return at;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Nine of ten samples are no worse than this; of speeds, the low ones are the bad ones. */
export function badCase(samples: readonly number[], moreIsBetter: boolean): number {
  return quantile(samples, moreIsBetter ? 0.1 : 0.9);
}
