/** How runs of one command end and what they write, to compare others with. */
import { Expectation, type LineDifference } from './expectation.ts';
import type { Outcome } from './run.ts';

/** How it ended, in words. */
export function endOf({ code, signal, isLate }: Outcome): string {
  if (isLate) return 'no end';
  return signal ?? `exit ${code}`;
}

export interface Difference {
  /** What it should have been. */
  readonly end: string | undefined;
  readonly stdout: LineDifference | undefined;
  readonly stderr: LineDifference | undefined;
}

/** What runs of one command have in common. */
export class Reference {
  readonly stdout: Expectation;
  readonly stderr: Expectation;
  /** More than one if they don't always end in the same way. */
  readonly ends: readonly string[];

  constructor(readonly outcomes: readonly Outcome[]) {
    this.stdout = new Expectation(outcomes.map(({ stdout }) => stdout));
    this.stderr = new Expectation(outcomes.map(({ stderr }) => stderr));
    this.ends = [...new Set(outcomes.map(endOf))];
  }

  /** @returns undefined if the outcome is what one would expect */
  differenceOf(outcome: Outcome): Difference | undefined {
    const end = this.ends.includes(endOf(outcome)) ? undefined : this.ends.join(' or ');
    const stdout = this.stdout.differenceOf(outcome.stdout);
    const stderr = this.stderr.differenceOf(outcome.stderr);
    return (end ?? stdout ?? stderr) ? { end, stdout, stderr } : undefined;
  }
}
