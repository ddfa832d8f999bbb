// Runs the scripts of a corpus plainly and with speedy, one run after the other, and compares. In the
// environment, SPEEDY_CORPUS=read/ chooses the scripts whose name has that in it; see plan.ts for the
// kinds of standard streams.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { discardBackends } from '../end-backends.ts';
import { until } from '../until.ts';
import { type Command, type Outcome, run } from './command.ts';
import { difference } from './compare.ts';
import type { Script } from './corpus.ts';
import type { Language } from './language.ts';
import type { Mode } from './modes.ts';
import { scriptsOf, type Turn, turnsOf } from './plan.ts';
import { Report } from './report.ts';

const concurrency = 3;
const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  SET: 'set',
  TERM: 'xterm-256color',
};

/** What a run gets, different from that before it. */
const inputFor = (word: string): string =>
  `first line\nsecond line, äöü\n${word}: the last line has no end`;

const folder = mkdtempSync(join(tmpdir(), 'speedy-differential-'));
const report = new Report();
after(() => {
  rmSync(folder, { recursive: true, force: true });
  report.print();
});

const known = new Map<string, Promise<Outcome>>();

function outcomeOf(
  { special }: Language,
  script: Script,
  { program, options }: { readonly program: string; readonly options: readonly string[] },
  { kind, word }: Turn,
  room: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const command: Command = {
    program,
    args: [...options, script.path, word, ''],
    cwd: dirname(script.path),
    env: { ...environment, WORD: word, TMPDIR: room, ...env },
    input: inputFor(word),
  };
  return run(special[script.name]?.(command) ?? command, kind, room);
}

/** Without speedy: once is enough. */
function plainRun(language: Language, script: Script, turn: Turn, room: string): Promise<Outcome> {
  const key = [script.name, turn.word, turn.kind].join();
  const call = { program: language.program, options: language.plainOptions(script) };
  const outcome = known.get(key) ?? outcomeOf(language, script, call, turn, room);
  known.set(key, outcome);
  return outcome;
}

function speedyRun(language: Language, mode: Mode, script: Script, turn: Turn, room: string) {
  const options = [...language.options(script), ...mode.options];
  if (options.length > 0 && mode.options.length === 0) options.push('--');
  const call = { program: mode.program, options };
  return outcomeOf(language, script, call, turn, room, { SPEEDY_TMPBASE: join(room, 's') });
}

/** What the first runs have taught is loaded ahead of the others. */
async function untilLearned(base: string): Promise<void> {
  const home = `${base}.${process.geteuid?.()}`;
  const isLearning = (group: string) =>
    ['learned', 'learning'].some((name) => existsSync(join(home, group, name)));
  await until('all is learned', 20_000, () => !readdirSync(home).some(isLearning));
}

/** With terminals, runs have processes of their own. */
const isTerminal = ({ kind }: Turn): boolean => kind === 'terminal';

async function compareRuns(language: Language, mode: Mode, script: Script): Promise<string[]> {
  const room = mkdtempSync(join(folder, 'room-'));
  const differences: string[] = [];
  const explanation = language.explained[script.name];
  const turns = turnsOf(mode, script, language);
  try {
    for (const [i, turn] of turns.entries()) {
      const { kind } = turn;
      const plain = await plainRun(language, script, turn, room);
      const outcome = await speedyRun(language, mode, script, turn, room);
      const { isFresh } = mode;
      const isOldest = !turns.slice(0, i).some((one) => isTerminal(one) === isTerminal(turn));
      const place = { isFirst: isFresh || isOldest, isOldest, isFresh };
      const expected = explanation?.expected(plain, outcome, place) ?? plain;
      const found = difference(expected, outcome);
      const why = explanation?.why;
      report.add({ command: script.name, frontend: mode.name, kind, run: i + 1, found, why });
      if (found !== undefined) differences.push(`${kind}, run ${i + 1}: ${found}`);
      if (mode.isFresh) await untilLearned(join(room, 's'));
    }
  } finally {
    await discardBackends(join(room, 's'));
    rmSync(room, { recursive: true, force: true });
  }
  return differences;
}

const wanted = process.env.SPEEDY_CORPUS ?? '';

/** A test for each script, and each of the modes. */
export function compareCorpus(language: Language): void {
  for (const mode of language.modes) {
    describe(mode.name, { concurrency }, () => {
      const scripts = scriptsOf(mode, language).filter(({ name }) => name.includes(wanted));
      for (const script of scripts)
        test(script.name, { skip: language.skip(script) }, async () => {
          assert.deepEqual(await compareRuns(language, mode, script), []);
        });
    });
  }
}
