/**
 * What stays from run to run, counted. A connection that a module makes anew in the place of one
 * that was closed is no more than there was; a run that leaves more of the same than ever was there
 * has leaked.
 */
import { grouped } from './grouped.ts';
import type { Left } from './left.ts';

/** So many runs must have left more of the same, for a backend to be replaced. */
const tolerated = 3;

interface Tally {
  /** Ever, at the end of a run. */
  most: number;
  /** Runs that have left more of it, but for those that set something up. */
  grown: number;
}

/** Made at the same place; where that isn't known, of the same kind. */
const keyOf = ({ kind, place }: Left): string => `${kind} ${place ?? ''}`;

export class Growth {
  private readonly tallies = new Map<string, Tally>();

  /**
   * @param staying all that is there, of this run or of earlier ones
   * @param isSettingUp the run has loaded something for the first time: that is kept on purpose
   * @returns what this run has added
   */
  grown(staying: readonly Left[], isSettingUp: boolean): Left[] {
    const groups = [...grouped(staying, keyOf)];
    return groups.flatMap(([key, all]) => this.added(key, all, isSettingUp));
  }

  private added(key: string, all: readonly Left[], isSettingUp: boolean): Left[] {
    const tally = this.tallies.get(key) ?? { most: 0, grown: 0 };
    this.tallies.set(key, tally);
    const fresh = all.filter(({ isNew }) => isNew);
    const isMore = all.length > tally.most || fresh.some(({ repeats }) => repeats);
    tally.most = Math.max(tally.most, all.length);
    if (!isMore) return [];
    if (!isSettingUp && fresh.some(({ isBeyond }) => !isBeyond)) tally.grown++;
    return fresh;
  }

  /** Whether another backend would be better. */
  get isTooMuch(): boolean {
    return [...this.tallies.values()].some(({ grown }) => grown >= tolerated);
  }
}
