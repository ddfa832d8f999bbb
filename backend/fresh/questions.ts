/**
 * What modules ask about a request while they are loaded. A question is a text, so that it can be
 * kept, and shown: what is loaded ahead is right for all requests that answer it in the same way.
 */
import type { Asked } from './asked.ts';

export type Answer = string | number | boolean | null;
export type Answers = Readonly<Record<string, Answer>>;

function variable({ environment }: Asked, name: string): string | null {
  const at = environment.indexOf(`\0${name}=`);
  if (at < 0) return null;
  const from = at + name.length + 2;
  return environment.slice(from, environment.indexOf('\0', from));
}

/** Of variables that begin so, in any case: as `debug` looks for its own. */
function names({ environment }: Asked, beginning: string): string {
  const all = environment.split('\0').map((entry) => entry.split('=')[0] ?? '');
  const isMeant = (name: string) => name.toLowerCase().startsWith(beginning.toLowerCase());
  return all
    .filter((name) => name !== '' && isMeant(name))
    .sort()
    .join(' ');
}

const ways: Readonly<Record<string, (asked: Asked, subject: string) => Answer>> = {
  variable,
  names,
  argument: ({ args }, text) => args.indexOf(text),
  terminal: ({ terminals }, fd) => terminals[Number(fd)] ?? false,
  directory: ({ directory }) => directory,
  script: ({ args }) => args[1] ?? null,
};

export const questions = {
  /** Its value; null without it. */
  variable: (name: string): string => `variable ${name}`,
  names: (beginning: string): string => `names ${beginning}`,
  /** Where it stands; -1 without it. */
  argument: (text: string): string => `argument ${text}`,
  terminal: (fd: number): string => `terminal ${fd}`,
  directory: 'directory ',
  /** Its path: others may be in the same group. */
  script: 'script ',
};

export function answer(question: string, asked: Asked): Answer {
  const end = question.indexOf(' ');
  return ways[question.slice(0, end)]?.(asked, question.slice(end + 1)) ?? null;
}

export const answersOf = (asked: Asked, all: Iterable<string>): Answers =>
  Object.fromEntries([...all].map((question) => [question, answer(question, asked)]));

/** Whether all those questions are known to have the same answer. */
export const isSame = (known: Answers, wanted: Answers): boolean =>
  Object.entries(wanted).every(([question, value]) => known[question] === value);
