// Whatever runs under node runs the same under speedy, the first time and the third, and in fresh
// processes (-f). In the environment, SPEEDY_CORPUS=read/ chooses the scripts whose name has that in it;
// see plan.ts for the kinds of standard streams.
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
import { explained } from './explained.ts';
import { installTools, packages } from './install.ts';
import { type Mode, modes } from './modes.ts';
import { scriptsOf, type Turn, turnsOf } from './plan.ts';
import { Report } from './report.ts';
import { special } from './special.ts';

const hasTools = installTools();
const concurrency = 3;
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
function plainRun(script: Script, { kind, word }: Turn, room: string): Promise<Outcome> {
  const key = [script.name, word, kind].join();
  const outcome = known.get(key) ?? run(call(script, plainCommand(script, word)), kind, room);
  known.set(key, outcome);
  return outcome;
}

/** @returns how the run differs from that under node */
async function compareRun(mode: Mode, script: Script, turn: Turn, isFirst: boolean, room: string) {
  const { kind, word } = turn;
  const explanation = explained[script.name];
  const plain = await plainRun(script, turn, room);
  const outcome = await run(call(script, speedyCommand(mode, script, word, room)), kind, room);
  const found = difference(explanation?.expected(plain, outcome, isFirst) ?? plain, outcome);
  return { found, why: explanation?.why };
}

/** What the first runs have taught is loaded ahead of the others. */
async function untilLearned(base: string): Promise<void> {
  const home = `${base}.${process.geteuid?.()}`;
  const isLearning = (group: string) =>
    ['learned', 'learning'].some((name) => existsSync(join(home, group, name)));
  await until('all is learned', 20_000, () => !readdirSync(home).some(isLearning));
}

async function compareRuns(mode: Mode, script: Script): Promise<string[]> {
  const room = mkdtempSync(join(folder, 'room-'));
  const differences: string[] = [];
  try {
    for (const [i, turn] of turnsOf(mode, script).entries()) {
      const { found, why } = await compareRun(mode, script, turn, mode.isFresh || i === 0, room);
      const { kind } = turn;
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

for (const mode of modes) {
  describe(mode.name, { concurrency }, () => {
    const wanted = process.env.SPEEDY_CORPUS ?? '';
    for (const script of scriptsOf(mode).filter(({ name }) => name.includes(wanted))) {
      const skip = isTypeScript(script) && !hasTools && 'npm’s registry can’t be reached';
      test(script.name, { skip }, async () => {
        assert.deepEqual(await compareRuns(mode, script), []);
      });
    }
  });
}
