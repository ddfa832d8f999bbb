/** The text of the report. */

import { table } from '../table.ts';
import type { Ahead } from './ahead.ts';
import type { Expectation, LineDifference } from './expectation.ts';
import type { Finding } from './findings.ts';
import { type Difference, endOf, type Reference } from './reference.ts';
import type { Outcome } from './run.ts';
import { shownAhead } from './shown-ahead.ts';
import { cut, list, printable, shellWord, wrap } from './words.ts';

/** Numbers of lines that are named. */
const mostLines = 5;

const streams = { stdout: 'standard output', stderr: 'standard error' } as const;
type Stream = keyof typeof streams;
const streamNames = Object.keys(streams) as Stream[];

/** What runs are compared with: those of plain Node.js, or the first ones of fresh backends. */
export type Plain = 'node' | 'fresh';
const inPlain = { node: 'with node', fresh: 'in a fresh backend' } as const;
const unreadable =
  "Plain node can't read the script: it is compared with the first runs of fresh backends.";

export interface Result {
  readonly command: readonly string[];
  readonly plain: Plain;
  readonly reference: Reference;
  readonly outcomes: readonly Outcome[];
  /** For each outcome. */
  readonly differences: readonly (Difference | undefined)[];
  readonly causes: readonly Finding[];
  readonly notes: readonly Finding[];
  /** With -f. */
  readonly ahead: Ahead | undefined;
}

const size = ({ length }: Buffer): string => (length === 1 ? '1 byte' : `${length} bytes`);

function plainRow(outcome: Outcome, i: number, { outcomes }: Reference): string[] {
  const [first = outcome] = outcomes;
  const cell = (name: Stream) => (outcome[name].equals(first[name]) ? 'same' : 'varies');
  return [
    endOf(outcome),
    ...streamNames.map((name) => (i === 0 ? size(outcome[name]) : cell(name))),
  ];
}

function row(outcome: Outcome, difference: Difference | undefined, reference: Reference): string[] {
  const cell = (name: Stream) => {
    if (reference[name].isUnknown) return 'unknown';
    return difference?.[name] === undefined ? 'same' : 'differs';
  };
  return [endOf(outcome), ...streamNames.map(cell)];
}

function tableOfRuns({ plain, reference, outcomes, differences }: Result): string {
  const rows = [
    ['run', 'end', ...streamNames.map((name) => streams[name])],
    ...reference.outcomes.map((one, i) => [`${plain} ${i + 1}`, ...plainRow(one, i, reference)]),
    ...outcomes.map((one, i) => [`speedy ${i + 1}`, ...row(one, differences[i], reference)]),
  ];
  return table(rows)
    .map((line) => `  ${line}`)
    .join('');
}

function shownDifference(
  run: number,
  name: Stream,
  plain: Plain,
  difference: LineDifference,
): string {
  const [expected, actual] = [difference.expected, difference.actual].map((line) =>
    line === undefined ? undefined : printable(line),
  );
  const shown = (line: string | undefined, other = '') =>
    line === undefined ? '(no such line)' : cut(line, other);
  const labels = [`${plain}:`, 'speedy:'].map((label) => `  ${label.padEnd(8)} `);
  return `Run ${run} under speedy, ${streams[name]}, line ${difference.line}:
${labels[0]}${shown(expected, actual)}
${labels[1]}${shown(actual, expected)}
`;
}

/** The first difference of each stream, and of how runs ended. */
function firstDifferences({ plain, outcomes, differences }: Result): string[] {
  const texts: string[] = [];
  for (const name of streamNames) {
    const at = differences.findIndex((difference) => difference?.[name] !== undefined);
    const found = differences[at]?.[name];
    if (found !== undefined) texts.push(shownDifference(at + 1, name, plain, found));
  }
  const at = differences.findIndex((difference) => difference?.end !== undefined);
  const outcome = outcomes[at];
  if (outcome === undefined) return texts;
  const expected = differences[at]?.end;
  return [
    ...texts,
    `Run ${at + 1} under speedy: ${endOf(outcome)}; ${inPlain[plain]}: ${expected}\n`,
  ];
}

function lineNumbers(numbers: readonly number[]): string {
  const some = numbers.slice(0, mostLines).map(String);
  const more = numbers.length > mostLines ? ['others'] : [];
  return `${numbers.length === 1 ? 'line' : 'lines'} ${list([...some, ...more])}`;
}

function variation(name: Stream, expectation: Expectation, plain: Plain): string | undefined {
  const what = `The script's ${streams[name]} is different each time ${inPlain[plain]}, too`;
  if (expectation.isUnknown) return `${what}, even in the number of lines: it can't be compared.`;
  if (expectation.varying.length === 0) return undefined;
  return `${what}: ${lineNumbers(expectation.varying)}. A process id, a time, a random number or a temporary name may be the reason. The words that change were not compared, all others were.`;
}

function variations({ reference, plain }: Result): string[] {
  const ends =
    reference.ends.length > 1 &&
    `The script ends differently each time ${inPlain[plain]}, too: ${list(reference.ends)}.`;
  const texts = streamNames.map((name) => variation(name, reference[name], plain));
  return [ends, ...texts]
    .filter((text) => typeof text === 'string')
    .map((text) => `${wrap(text, '')}\n`);
}

function shownFinding(title: string, { what, helps }: Finding): string {
  const lines = helps.map((help) => `  - ${wrap(help, '    ')}\n`);
  const text = wrap(`${title}: ${what}`, '');
  return lines.length === 0 ? `${text}\n` : `${text}\nWhat helps:\n${lines.join('')}`;
}

const isUnknown = ({ reference }: Result): boolean =>
  streamNames.some((name) => reference[name].isUnknown);

/** Whether every run was the same, as far as it could be compared at all. */
export const isSame = (result: Result): boolean =>
  !isUnknown(result) && result.differences.every((difference) => difference === undefined);

function verdict(result: Result): string {
  if (isSame(result)) return `The script runs the same under speedy as ${inPlain[result.plain]}.\n`;
  if (result.differences.some(Boolean)) return `The script does not run the same under speedy.\n`;
  return `Whether the script runs the same under speedy can't be told.\n`;
}

export function report(result: Result): string {
  const command = result.command.map(shellWord).join(' ');
  return [
    `${command}\n\n${tableOfRuns(result)}`,
    ...(result.plain === 'fresh' ? [`${wrap(unreadable, '')}\n`] : []),
    ...firstDifferences(result),
    ...variations(result),
    verdict(result),
    ...result.causes.map((cause) => shownFinding('Likely', cause)),
    ...result.notes.map((note) => shownFinding('Note', note)),
    ...(result.ahead === undefined ? [] : [shownAhead(result.ahead)]),
  ].join('\n');
}
