// Scripts whose runs are to end as one under plain perl does, and to say the same.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Workshop } from '../../workshop.ts';
import { casesOf } from './perl-shop.ts';

export interface Case {
  readonly code: string;
  /** What it is there for is seen in this; else the exit status is 0. */
  readonly status?: number | NodeJS.Signals;
}

const someRuns = 3;

/** To be called in describe(). @param runsOf how many runs are the same @param options of speedy */
export function testAsPlain(
  speedy: string,
  share: number,
  cases: Readonly<Record<string, Case>>,
  runsOf: (code: string) => number = () => someRuns,
  ...options: readonly string[]
): void {
  const shop = new Workshop();
  after(() => shop.close());
  for (const [title, { code, status = 0 }] of casesOf(cases, share))
    test([...options, title].join(' '), () => {
      const script = shop.script(`${title.replace(/\W+/g, '-')}.pl`, code);
      const plain = shop.run('perl', [script]);
      assert.deepEqual(plain.signal ?? plain.code, status, plain.err);
      for (let run = 1; run <= runsOf(code); run++) {
        assert.deepEqual(
          shop.run(speedy, ['--', '-iperl', ...options, script]),
          plain,
          `run ${run}`,
        );
      }
    });
}
