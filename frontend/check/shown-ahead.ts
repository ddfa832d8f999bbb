/** What is loaded ahead of fresh runs, and for which of them that is right, in words. */
import { fileURLToPath } from 'node:url';
import { type Answer, type Answers, questions } from '../../backend/fresh/questions.ts';
import { checkingName } from '../../shared/command-line.ts';
import type { Ahead, Shown } from './ahead.ts';
import { cut, list, printable, shellWord, shownPackage, shownPath, wrap } from './words.ts';

const indent = '  ';

/** Of a module, which may be a URL. */
const pathOf = (name: string): string => (name.startsWith('file:') ? fileURLToPath(name) : name);
const shown = (name: string): string => shellWord(shownPath(pathOf(name)));

const count = (number: number): string => `${number} ${number === 1 ? 'module' : 'modules'}`;

const lines = (texts: readonly string[]): string =>
  texts.map((text) => `${indent}${wrap(text, indent.repeat(2))}\n`).join('');

/** The modules of a package, where there are several, are one line. */
function shownModules(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = shownPackage(pathOf(name)) ?? name;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return [...groups].map(([group, [first = group, ...more]]) =>
    more.length === 0 ? shown(first) : `${shellWord(group)}: ${count(more.length + 1)}`,
  );
}

/** A reason may name the module that is needed. */
const shownReason = (why: string): string =>
  why.replace(/^needs (.+)/s, (_, name) => `needs ${shown(name)}`);

const quoted = (text: string): string => {
  const plain = printable(Buffer.from(text).toString('latin1'));
  return `"${cut(plain, '')}"`;
};

function variables(beginning: string, answer: Answer): string {
  const names = String(answer)
    .split(' ')
    .filter((name) => name !== '' && name !== checkingName);
  const which =
    beginning === '' ? 'no variable' : `no variable whose name begins with ${beginning}`;
  return names.length === 0 ? `${which} is set` : `${which} is set but ${list(names)}`;
}

const streams = ['input', 'output', 'error'];
const conditions: Readonly<Record<string, (subject: string, answer: Answer) => string>> = {
  variable: (name, value) =>
    value === null ? `${name} is not set` : `${name} is ${quoted(String(value))}`,
  names: variables,
  argument: (text, at) =>
    at === -1
      ? `${quoted(text)} is no argument`
      : `process.argv[${at}] is the first ${quoted(text)}`,
  terminal: (fd, is) =>
    `standard ${streams[Number(fd)]} is ${is === true ? 'a terminal' : 'no terminal'}`,
  directory: (_, path) => `the current directory is ${quoted(String(path))}`,
};

/** @param question of backend/fresh/questions.ts */
function condition(question: string, answer: Answer): string {
  const [kind = '', subject = ''] = question.split(/ (.*)/s);
  return conditions[kind]?.(subject, answer) ?? `${question.trim()}: ${answer}`;
}

function shownAll(ahead: readonly string[], all: number, run: number | undefined): string {
  const who = run === undefined ? 'No run' : `Run ${run} under speedy was the first that`;
  const seen = ahead.length === 0 ? '' : ` ${who} had them.`;
  const text = `Loaded ahead of fresh runs: ${ahead.length} of ${count(all)}.${seen}`;
  return `${wrap(text, '')}\n${lines(shownModules(ahead))}`;
}

function shownLeft(left: Shown['left']): string {
  const texts = Object.entries(left).map(([name, why]) => `${shown(name)}: ${shownReason(why)}`);
  return texts.length === 0 ? '' : `Left to each run:\n${lines(texts)}`;
}

function shownAnswers(answers: Answers): string {
  const asked = Object.entries(answers).filter(([question]) => question !== questions.script);
  const texts = asked.map(([question, answer]) => condition(question, answer));
  const which = texts.length === 0 ? 'every run.' : 'runs in which all of this holds:';
  return `That is right for ${which}\n${lines(texts)}`;
}

function shownPlan({ ahead, left, answers }: Shown, run: number | undefined): string {
  const all = ahead.length + Object.keys(left).length;
  return [
    shownAll(ahead, all, run),
    shownLeft(left),
    ahead.length === 0 ? '' : shownAnswers(answers),
  ].join('');
}

export const shownAhead = ({ plan, run }: Ahead): string =>
  typeof plan === 'string' ? `${wrap(plan, '')}\n` : shownPlan(plan, run);
