/** Whether an answer is right, or else the death that a plain process would have died. */
import { isDeepStrictEqual } from 'node:util';
import type { Call } from './call.ts';
import type { Fault, Journal } from './journal.ts';
import { beginningOf, complaintOf, outputOf, statusOf } from './script.ts';

/**
 * right: all of it; killed: it says what it said before, and dies as it was killed; untold: its backend
 * was killed, and so was who could have told how, or its queue was spoilt; wrong: anything else.
 */
export type Verdict = 'right' | 'killed' | 'untold' | 'wrong';

const speedyFailed = 125;
const untold =
  /^(turn .*\n)?speedy: wait for the script: .*: its backend ended, and nothing says how\n$/;

/** What the run's first line says is as it may be; a part of that line says nothing. */
function isPossible({ script, out, began, ended }: Call): boolean {
  const beginning = beginningOf(out);
  if (beginning === undefined) return !out.includes('\n');
  const { version, partVersion, runs } = beginning;
  const areThere =
    script.file.had(version, began, ended) && script.part.had(partVersion, began, ended);
  return areThere && runs <= script.plan.mostRuns;
}

/** Whether it is that, or the beginning of it. */
function isPartial({ task, out, err }: Call): boolean {
  const beginning = beginningOf(out);
  const isBegun = beginning === undefined || outputOf(task, beginning).startsWith(out);
  return isBegun && complaintOf(task).startsWith(err);
}

function isRight({ task, out, err, code }: Call): boolean {
  const beginning = beginningOf(out);
  if (beginning === undefined) return false;
  const wanted = [outputOf(task, beginning), complaintOf(task), statusOf(task)];
  return isDeepStrictEqual([out, err, code], wanted);
}

const isKill = ({ kind }: Fault): boolean => kind.startsWith('kill') && kind !== 'kill frontend';

/** Whether the process that ran it may have been killed meanwhile. */
function isBackendKilled({ began, ended, out }: Call, journal: Journal): boolean {
  const kills = journal.between(began, ended).filter(isKill);
  const pid = beginningOf(out)?.pid;
  return kills.some((fault) => pid === undefined || fault.pid === pid);
}

/** Whether its queue was spoilt meanwhile: a process that ends by itself says there how. */
const isQueueSpoilt = ({ script, began, ended }: Call, journal: Journal): boolean =>
  journal.between(began, ended).some(({ scripts }) => scripts.includes(script.file.path));

export function judge(call: Call, journal: Journal): Verdict {
  if (call.hangs || !isPossible(call)) return 'wrong';
  if (isRight(call)) return 'right';
  const { signal, code, err } = call;
  const isHit = call.isKilled || isBackendKilled(call, journal);
  if (signal === 'SIGKILL' && isHit && isPartial(call)) return 'killed';
  if (code === speedyFailed && untold.test(err) && (isHit || isQueueSpoilt(call, journal)))
    return 'untold';
  return 'wrong';
}

/** All that is known about an answer that is wrong. */
export function explain(call: Call, journal: Journal): string {
  const { script, task, program, out, err, code, signal, began, ended, pid } = call;
  const around = journal.between(began - aroundMs, ended);
  return [
    `${program} ${script.file.path} ${JSON.stringify(task)}, frontend ${pid}`,
    `from ${journal.secondsAt(began)} to ${journal.secondsAt(ended)}${call.hangs ? ': hangs' : ''}`,
    `status ${code ?? signal}, error ${JSON.stringify(err.slice(0, shown))}`,
    `output (${out.length}) ${JSON.stringify(out.slice(0, shown))}`,
    ...around.map((fault) => `  ${journal.lineOf(fault)}`),
  ].join('\n');
}

const aroundMs = 5000;
const shown = 500;
