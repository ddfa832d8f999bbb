// Which scripts are run in a mode, and how: with what kinds of standard streams, and with what first
// argument. In the environment, SPEEDY_TEST_ALL=1 asks for all of it, SPEEDY_TEST_KINDS=pipe,file for
// all with these kinds.
import { readFileSync } from 'node:fs';
import type { Script } from './corpus.ts';
import type { Language } from './language.ts';
import type { Mode } from './modes.ts';

export interface Turn {
  readonly kind: string;
  /** The first argument. */
  readonly word: string;
}

/** Each is another one than that of the run before. */
const words = ['first', 'second', 'first'];

const { SPEEDY_TEST_ALL, SPEEDY_TEST_KINDS } = process.env;

const allOf = ({ usual, rare }: Language): string[] => [...usual, ...rare];

/** Undefined if the plan is to choose. */
function wantedOf(language: Language): readonly string[] | undefined {
  const all = allOf(language);
  if (SPEEDY_TEST_KINDS === undefined) return SPEEDY_TEST_ALL === '1' ? all : undefined;
  return SPEEDY_TEST_KINDS.split(',').filter((kind) => all.includes(kind));
}

/** What scripts of these folders show may be another thing with each kind of streams. */
const isAboutStreams = ({ name }: Script): boolean => /^(read|write)\//.test(name);
/** Of so many scripts, one. */
const few = 4;

/** Here, with those for which the end of a process is another one. */
const isAboutEnd = ({ name }: Script): boolean => /^(end|handlers|leave)\//.test(name);

/** Another one for each script, so that all are there in each folder of the corpus. */
const inTurn = (list: readonly string[], { number }: Script): string =>
  list[number % list.length] as string;

/** Of its own: others are not loaded ahead. */
const loadsModules = ({ path }: Script): boolean =>
  /['"]\.\.?\//.test(readFileSync(path, 'latin1'));

/**
 * Frontends differ in what they hand over and in how they end, backends don't: with the second one, what
 * is about neither is run now and then, and so are fresh processes. What a fresh process does with
 * modules that were loaded ahead, it does without: of the others, half is enough.
 */
function isChosen({ isFresh, isAhead, isSlow }: Mode, script: Script): boolean {
  const isAboutFrontend = isAboutStreams(script) || isAboutEnd(script);
  if (script.number % few === 0) return true;
  if (isAhead) return !isAboutFrontend || loadsModules(script);
  if (isFresh && !isSlow) return script.number % 2 === 0;
  return !isSlow || (isAboutFrontend && !isFresh);
}

/** The scripts of a mode. */
export function scriptsOf(mode: Mode, language: Language): readonly Script[] {
  const { corpus, step } = language;
  if (wantedOf(language) !== undefined) return corpus;
  return corpus
    .filter(({ number }) => number % step === 0)
    .map((script) => ({ ...script, number: script.number / step }))
    .filter((script) => isChosen(mode, script));
}

/** A process that stays may keep something of each kind, a fresh one sees but one. */
function kindsOf(
  { isFresh, isAhead, isSlow }: Mode,
  script: Script,
  language: Language,
): readonly string[] {
  const { usual } = language;
  const all = allOf(language);
  if (isAboutStreams(script) && !isFresh && !isSlow) return all;
  const others = isFresh ? usual.slice(1) : all.slice(1);
  if (isAboutStreams(script) && !isAhead && !isSlow) return usual;
  const second = isAboutEnd(script) && !isFresh && !isSlow ? [inTurn(usual.slice(1), script)] : [];
  return [...new Set(['pipe', inTurn(others, script), ...second])];
}

/** How often it is run with pipes, and with each other kind: a slow frontend keeps nothing of either. */
function timesOf({ isFresh, isSlow }: Mode, script: Script): { pipes: number; others: number } {
  if (isFresh && isSlow) return { pipes: 1, others: 1 };
  if (isFresh || isSlow) return { pipes: 2, others: 1 };
  return { pipes: 3, others: isAboutStreams(script) ? 2 : 1 };
}

/** The same for all modes, so that plain node makes each run but once. */
const wordOf = (kind: string, language: Language): string =>
  words[allOf(language).indexOf(kind) % 2] as string;

/** In a fresh process, and for a slow frontend, the third is like the first. */
const allWords = ({ isFresh, isSlow }: Mode) => words.slice(0, isFresh || isSlow ? 2 : 3);

function someWords(
  mode: Mode,
  script: Script,
  kind: string,
  language: Language,
): readonly string[] {
  const { pipes, others } = timesOf(mode, script);
  return kind === 'pipe' ? words.slice(0, pipes) : Array(others).fill(wordOf(kind, language));
}

/** One after the other: each finds what those before it have left. */
export function turnsOf(mode: Mode, script: Script, language: Language): readonly Turn[] {
  const wanted = wantedOf(language);
  const kinds = wanted ?? kindsOf(mode, script, language);
  return kinds.flatMap((kind) => {
    const some = wanted === undefined ? someWords(mode, script, kind, language) : allWords(mode);
    return some.map((word) => ({ kind, word }));
  });
}
