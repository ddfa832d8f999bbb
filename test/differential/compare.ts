// Whether two runs of a command were the same, byte for byte; else where they first differ.
import type { Outcome } from './command.ts';

const shownLength = 80;

const show = (text: string, at: number): string => {
  const rest = text.slice(at, at + shownLength);
  return rest === '' ? `nothing (${text.length} bytes)` : JSON.stringify(rest.split('\n', 1)[0]);
};

function lengthInCommon(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  return at;
}

function firstDifference(expected: string, found: string): string | undefined {
  if (expected === found) return undefined;
  const same = lengthInCommon(expected, found);
  const line = expected.slice(0, same).split('\n').length;
  const start = Math.max(expected.lastIndexOf('\n', same - 1) + 1, same - shownLength / 4);
  return `line ${line}: ${show(expected, start)} became ${show(found, start)}`;
}

/** @returns undefined if they are the same */
export function difference(expected: Outcome, found: Outcome): string | undefined {
  const parts = [
    expected.end === found.end ? undefined : `end: ${expected.end} became ${found.end}`,
    firstDifference(expected.out, found.out)?.replace(/^/, 'output '),
    firstDifference(expected.err, found.err)?.replace(/^/, 'error '),
  ];
  const found_ = parts.filter((part) => part !== undefined);
  return found_.length === 0 ? undefined : found_.join('; ');
}
