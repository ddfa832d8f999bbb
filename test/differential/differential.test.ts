// Whatever runs under node runs the same under speedy, the first time and the third, and in fresh
// processes (-f). In the environment, SPEEDY_CORPUS=read/ chooses the scripts whose name has that in it,
// SPEEDY_TEST_KINDS=pipe,file the kinds of standard streams, or all.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { until } from '../until.ts';
import { type Command, type Outcome, run } from './command.ts';
import { difference } from './compare.ts';
import { corpus, type Script } from './corpus.ts';
import { explained } from './explained.ts';
import { installTools, packages } from './install.ts';
import { kinds } from './kinds.ts';
import { type Mode, modes } from './modes.ts';
import { Report } from './report.ts';
import { special } from './special.ts';

const hasTools = installTools();
const concurrency = 3;
/** The first argument of each run: another one than that of the run before. */
const words = ['first', 'second', 'first'];
/** With a frontend that starts a node for each run, and where the third can't be another one. */
const fewWords = 2;
const allKinds = Object.keys(kinds);
/** Where the process is another one each time, so that nothing is left for the next kind. */
const fewKinds = ['pipe', 'file', 'terminal', 'no 0, 1, 2'];
const input = 'first line\nsecond line, äöü\nthe last line has no end';
const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  SET: 'set',
  TERM: 'xterm-256color',
};

const folder = mkdtempSync(join(tmpdir(), 'speedy-differential-'));
const report = new Report();
after(() => {
  rmSync(folder, { recursive: true, force: true });
  report.print();
});

function kindsOf({ isFresh }: Mode): readonly string[] {
  const wanted = process.env.SPEEDY_TEST_KINDS;
  if (wanted === undefined) return isFresh ? fewKinds : allKinds;
  return wanted === 'all' ? allKinds : wanted.split(',');
}

const wordsOf = ({ isFresh, isSlow }: Mode): readonly string[] =>
  isFresh || isSlow ? words.slice(0, fewWords) : words;

const command = (program: string, { path }: Script, word: string, env = {}): Command => ({
  program,
  args: [path, word, ''],
  cwd: dirname(path),
  env: { ...environment, ...env },
  input,
});

const call = (script: Script, one: Command): Command => special[script.name]?.(one) ?? one;

/** What node doesn't read, TypeScript, is read by tsx. */
function plainCommand(script: Script, word: string): Command {
  const plain = command(process.execPath, script, word);
  const tsx = ['--import', join(packages, 'tsx/dist/esm/index.mjs')];
  return { ...plain, args: [...(isTypeScript(script) ? tsx : []), ...plain.args] };
}

const isTypeScript = ({ path }: Script): boolean => /\.[cm]?tsx?$/.test(path);

function speedyCommand({ program, options }: Mode, script: Script, word: string, room: string) {
  const plain = command(program, script, word, { SPEEDY_TMPBASE: join(room, 's') });
  return { ...plain, args: [...options, ...plain.args] };
}

const known = new Map<string, Promise<Outcome>>();

/** Under node: once is enough. */
function plainRun(script: Script, word: string, kind: string, room: string): Promise<Outcome> {
  const key = [script.name, word, kind].join();
  const outcome = known.get(key) ?? run(call(script, plainCommand(script, word)), kind, room);
  known.set(key, outcome);
  return outcome;
}

/** @returns how the runs with one kind of streams differ from those under node */
async function compareRuns(mode: Mode, script: Script, kind: string, room: string) {
  const explanation = explained[script.name];
  const differences: string[] = [];
  for (const [i, word] of wordsOf(mode).entries()) {
    const plain = await plainRun(script, word, kind, room);
    const outcome = await run(call(script, speedyCommand(mode, script, word, room)), kind, room);
    const isFirst = mode.isFresh || (i === 0 && kind === kindsOf(mode)[0]);
    const found = difference(explanation?.expected(plain, outcome, isFirst) ?? plain, outcome);
    const line = { command: script.name, frontend: mode.name, kind, run: i + 1, found };
    report.add({ ...line, why: explanation?.why });
    if (found !== undefined) differences.push(`${kind}, run ${i + 1}: ${found}`);
  }
  return differences;
}

/** What the first runs have taught is loaded ahead of the others. */
async function untilLearned(base: string): Promise<void> {
  const home = `${base}.${process.geteuid?.()}`;
  const isLearning = (group: string) =>
    ['learned', 'learning'].some((name) => existsSync(join(home, group, name)));
  await until('all is learned', 20_000, () => !readdirSync(home).some(isLearning));
}

/** The kinds one after the other: so each finds what the one before has left. */
async function compareKinds(mode: Mode, script: Script): Promise<string[]> {
  const room = mkdtempSync(join(folder, 'room-'));
  const differences: string[] = [];
  try {
    for (const kind of kindsOf(mode)) {
      differences.push(...(await compareRuns(mode, script, kind, room)));
      if (mode.isFresh) await untilLearned(join(room, 's'));
    }
  } finally {
    await endBackends(join(room, 's'));
    rmSync(room, { recursive: true, force: true });
  }
  return differences;
}

for (const mode of modes) {
  describe(mode.name, { concurrency }, () => {
    const wanted = process.env.SPEEDY_CORPUS ?? '';
    for (const script of corpus.filter(({ name }) => name.includes(wanted))) {
      const skip = isTypeScript(script) && !hasTools && 'npm’s registry can’t be reached';
      test(script.name, { skip }, async () => {
        assert.deepEqual(await compareKinds(mode, script), []);
      });
    }
  });
}
