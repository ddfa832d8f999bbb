/** Numbers that a seed decides: each actor has a row of its own, whatever the others do meanwhile. */
import { createHash } from 'node:crypto';

const range = 2 ** 32;

export class Random {
  private state: number;

  constructor(seed: number, actor: string) {
    this.state = createHash('sha256').update(`${seed} ${actor}`).digest().readUInt32LE(0);
  }

  /** From 0, below 1; mulberry32, see https://github.com/cprosche/mulberry32 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / range;
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] as T;
  }

  /** @param weights how often each comes, compared with the others */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return names.at(-1) as Name;
  }
}

/** One of a list that nobody knew when the number was drawn. */
export const chosen = <T>(list: readonly T[], number: number): T | undefined =>
  list[Math.floor(number * list.length)];
