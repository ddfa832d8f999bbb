// Workshops for Perl scripts, each with one script.
import assert from 'node:assert/strict';
import type { Outcome } from '../../workshop.ts';
import { type FreshShop, shopsOf } from '../fresh/fresh-shop.ts';

interface Opened {
  readonly shop: FreshShop;
  /** Its path. */
  readonly script: string;
  outcome(args?: readonly string[], env?: NodeJS.ProcessEnv): Outcome;
  /** @returns what it prints; it must end well */
  run(args?: readonly string[], env?: NodeJS.ProcessEnv): string;
}

/** @returns opens a shop with that script, for runs with options of speedy */
export function scriptsOf(program: string): (code: string, ...options: string[]) => Opened {
  const newShop = shopsOf(program);
  return (code, ...options) => {
    const shop = newShop();
    const script = shop.script('script.pl', code);
    const outcome: Opened['outcome'] = (args = [], env = {}) =>
      shop.run(program, ['--', ...options, script, ...args], env);
    const run: Opened['run'] = (args, env) => {
      const { out, err, code } = outcome(args, env);
      assert.deepEqual([err, code], ['', 0]);
      return out;
    };
    return { shop, script, outcome, run };
  };
}

/** Of every so many, one. */
const some = process.env.SPEEDY_TEST_ALL === '1' ? 1 : 6;

/** The TypeScript frontend starts a node for each run, and makes little of a difference: some are enough. */
export const casesOf = <T>(all: Readonly<Record<string, T>>, share: number): [string, T][] =>
  Object.entries(all).filter((_, number) => number % (share === 1 ? 1 : some) === 0);
