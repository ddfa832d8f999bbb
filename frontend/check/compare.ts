/** Runs the script with plain Node.js and under speedy, and compares. */
import type { Ahead } from './ahead.ts';
import { type Evidence, findCauses, findNotes } from './diagnose.ts';
import { Reference } from './reference.ts';
import type { Plain, Result } from './report.ts';
import { isOwnFailure, type Outcome, ownFailure } from './run.ts';
import type { Series, Subject } from './subject.ts';

const runsUnderSpeedy = 3;
/** Milliseconds; a run under speedy may take this long, and this many times as long as with node. */
const leastLimit = 15_000;
const limitFactor = 10;

/** Only speedy reads it. */
function cannotBeRead(script: string, { code, stderr }: Outcome): boolean {
  const text = stderr.toString('latin1');
  if (code !== 1) return false;
  if (/ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX/.test(text)) return true;
  return /\.([cm]?ts|tsx|jsx)$/.test(script) && /SyntaxError/.test(text);
}

/** speedy itself has failed; the message is what it said. */
export class OwnFailure extends Error {
  readonly status = ownFailure;
}

/** @throws OwnFailure */
function refuseFailure(outcome: Outcome): void {
  if (isOwnFailure(outcome)) throw new OwnFailure(outcome.stderr.toString('latin1'));
}

interface Expected {
  readonly plain: Plain;
  readonly reference: Reference;
}

async function expectation(subject: Subject): Promise<Expected> {
  const first = await subject.plain();
  subject.limit = Math.max(leastLimit, limitFactor * first.milliseconds);
  if (!cannotBeRead(subject.script, first)) {
    return { plain: 'node', reference: new Reference([first, await subject.plain()]) };
  }
  const series = [await subject.series(1), await subject.series(1)];
  const outcomes = series.flatMap((one) => one.outcomes);
  return { plain: 'fresh', reference: new Reference(outcomes) };
}

/** What is different now may be so with time: node is asked once more. */
async function confirmed(subject: Subject, { plain, reference }: Expected): Promise<Reference> {
  const more = plain === 'node' ? [await subject.plain()] : (await subject.series(1)).outcomes;
  return new Reference([...reference.outcomes, ...more]);
}

async function seriesOf(subject: Subject): Promise<{ series: Series; ahead?: Ahead }> {
  if (subject.isAhead) return subject.freshSeries(runsUnderSpeedy);
  return { series: await subject.series(runsUnderSpeedy) };
}

export async function compare(subject: Subject): Promise<Result> {
  const expected = await expectation(subject);
  const { series, ahead } = await seriesOf(subject);
  const { outcomes } = series;
  const { plain } = expected;
  outcomes.forEach(refuseFailure);
  const isDifferent = (one: Outcome) => expected.reference.differenceOf(one) !== undefined;
  const reference = outcomes.some(isDifferent)
    ? await confirmed(subject, expected)
    : expected.reference;
  const differences = outcomes.map((one) => reference.differenceOf(one));
  const evidence: Evidence = { subject, reference, series, differences };
  const causes = await findCauses(evidence);
  const notes = await findNotes(evidence);
  const command = subject.plainCommand;
  return { command, plain, reference, outcomes, differences, causes, notes, ahead };
}
