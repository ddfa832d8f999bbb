// speedy --check, seen from outside: what the tests of it share.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, afterEach, describe, test } from 'node:test';
import { processesNaming } from '../../end-backends.ts';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

export const shop = new Workshop();
after(() => shop.close());

/** A check's folder would be s-check-, the directory of speedy itself s.<uid>. */
const leftovers = () => ({
  processes: processesNaming(`${shop.base}-check-`),
  files: readdirSync(shop.folder).filter((name) => /^s[-.]/.test(name)),
});
afterEach(() => assert.deepEqual(leftovers(), { processes: [], files: [] }));

/** A module that keeps state. */
shop.script('counter.cjs', 'let count = 0; exports.next = () => ++count;');

interface Case {
  /** The script, and its name if that matters. */
  readonly text: string;
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly code: 0 | 1;
  /** Where it matters which frontend there is; all others are for the first one only. */
  readonly everywhere?: true;
  readonly says: readonly RegExp[];
}

export const same = /The script runs the same under speedy as with node\.\n/;
export const other = /The script does not run the same under speedy\.\n/;
export const loadedOnce = (name: string, more = '') =>
  new RegExp(`Likely: ${name} is loaded once and stays${more}:`);
export const row = (run: string, ...cells: string[]) =>
  new RegExp(`^ +${[run, ...cells].join(' +')}$`, 'm');

export function testCases(cases: Record<string, Case>): void {
  for (const { name, program } of frontends)
    describe(name, () => {
      for (const [what, { text, everywhere, env, code, says, ...one }] of Object.entries(cases)) {
        if (program !== frontends[0]?.program && !everywhere) continue;
        test(`checks ${what}`, () => {
          const path = shop.script(one.name ?? 'script.cjs', text);
          const outcome = shop.run(program, ['--check', path, 'a', '', 'b c'], env);
          assert.deepEqual([outcome.err, outcome.code], ['', code], outcome.out);
          const unwrapped = outcome.out.replace(/\s+/g, ' ');
          for (const text of says) assert.match(`${outcome.out}${unwrapped}`, text);
        });
      }
    });
}
