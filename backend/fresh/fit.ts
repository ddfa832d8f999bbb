/** Whether what was loaded ahead is what a request needs. */
import type { Request } from '../../shared/protocol.ts';
import { type Asked, askedOf } from './asked.ts';
import { isStale, planned } from './birth.ts';
import { rememberRun } from './learned.ts';
import type { Plan } from './plan.ts';
import { type Answers, answersOf, isSame } from './questions.ts';
import { tellUnfit } from './unfit.ts';

/** @returns what a request answers to the questions that matter; undefined if it is as planned */
function findUnfit({ answers }: Plan, asked: Asked): Answers | undefined {
  const wanted = answersOf(asked, Object.keys(answers));
  return isSame(answers, wanted) ? undefined : wanted;
}

/** A fresh run is about to begin: whether what was loaded ahead, if anything, is what it would load. */
export function isFit(request: Request, argv: readonly string[]): boolean {
  const asked = askedOf(request, argv);
  rememberRun(asked);
  const plan = planned();
  if (plan === undefined) return true;
  if (isStale()) return false;
  const wanted = findUnfit(plan, asked);
  if (wanted !== undefined) tellUnfit(wanted);
  return wanted === undefined;
}
