/** Looks for what makes runs differ, by running the script again. */
import type { Sighting } from '../../shared/inspection.ts';
import * as findings from './findings.ts';
import { type Difference, Reference } from './reference.ts';
import type { Series, Subject } from './subject.ts';
import { findSuspect } from './suspect.ts';
import { printable } from './words.ts';

type Finding = findings.Finding;

/** What is known when the runs are over. */
export interface Evidence {
  readonly subject: Subject;
  readonly reference: Reference;
  readonly series: Series;
  /** For each run of the series. */
  readonly differences: readonly (Difference | undefined)[];
}

const everythingStays = { keep: 'all', keepGlobals: true } as const;

const isWarning = ({ end, stdout, stderr }: Difference): boolean =>
  end === undefined &&
  stdout === undefined &&
  /^\(node:\d+\) |^\(Use `node --trace-/.test(stderr?.expected ?? '');

/** Where the first run differs from plain ones already, it is what later ones are compared with. */
async function baseline({ subject, reference, series, differences }: Evidence): Promise<Reference> {
  if (differences[0] === undefined) return reference;
  const { outcomes } = await subject.series(1);
  return new Reference([...series.outcomes.slice(0, 1), ...outcomes]);
}

/** @returns which is the first one behind the first run that differs, -1 if none does */
const laterDifference = (base: Reference, { outcomes }: Series): number =>
  outcomes.findIndex((outcome, i) => i > 0 && base.differenceOf(outcome) !== undefined);

/** What a run found when it began, with all that the runs before it have left. */
const lastLook = ({ sightings }: Series): Sighting | undefined =>
  sightings.findLast(({ end }) => end === undefined);

async function findState({ subject, series }: Evidence, base: Reference): Promise<Finding[]> {
  const runs = laterDifference(base, series) + 1;
  const look = lastLook(await subject.series(runs, everythingStays));
  if (look === undefined) return [findings.unknownState];
  const suspect = await findSuspect(
    async (plan) => laterDifference(base, await subject.series(runs, plan)) > 0,
    look,
  );
  if (suspect !== undefined) return [findings.suspected(suspect)];
  const left = findings.leftBehind(look);
  return left.length > 0 ? left : [findings.unknownState];
}

async function findLaterCause(evidence: Evidence): Promise<Finding[]> {
  const { subject, series, differences } = evidence;
  if (subject.isFresh) return differences.slice(1).some(Boolean) ? [findings.freshDiffers] : [];
  const late = series.outcomes.findIndex(({ isLate }) => isLate);
  if (late > 0) return [findings.late(late + 1)];
  const later = differences.slice(1).filter((one) => one !== undefined);
  if (later.length > 0 && later.every(isWarning)) return [findings.warnsOnce];
  const base = await baseline(evidence);
  return laterDifference(base, series) > 0 ? findState(evidence, base) : [];
}

/** @returns what makes the runs differ */
export async function findCauses(evidence: Evidence): Promise<Finding[]> {
  const first = evidence.differences[0] === undefined ? [] : [findings.firstDiffers];
  return [...first, ...(await findLaterCause(evidence))];
}

/** Why a backend ended with a run, if it did. */
async function findEnd({ subject, series }: Evidence): Promise<Finding | undefined> {
  const { maxRuns, isFresh } = subject;
  if (isFresh) return undefined;
  const at = series.backends.findIndex((pids) => pids.length === 0);
  if (at < 0 || (maxRuns > 0 && (at + 1) % maxRuns === 0)) return undefined;
  const signal = series.outcomes[at]?.signal;
  if (signal != null) return findings.endedBy(signal);
  const { sightings } = await subject.series(at + 1, everythingStays);
  const end = sightings.find((one) => one.end !== undefined);
  return end && findings.endedItself(end);
}

/** @returns what is worth knowing, whether runs differ or not */
export async function findNotes(evidence: Evidence): Promise<Finding[]> {
  const { stray } = evidence.series;
  const end = await findEnd(evidence);
  const late = stray === '' ? undefined : findings.writtenLate(printable(stray.trimEnd()));
  return [end, late].filter((one) => one !== undefined);
}
