// Whatever runs under node runs the same under speedy, the first time and the third.
// SPEEDY_CORPUS=read/ in the environment chooses the scripts whose name has that in it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { type Command, type Outcome, run } from './command.ts';
import { difference } from './compare.ts';
import { corpus, type Script } from './corpus.ts';
import { explained } from './explained.ts';
import { installTools, packages } from './install.ts';
import { kinds } from './kinds.ts';
import { Report } from './report.ts';
import { special } from './special.ts';

type Frontend = (typeof frontends)[number];

const hasTools = installTools();
const concurrency = 3;
/** The first argument of each run: another one than that of the run before. */
const words = ['first', 'second', 'first'];
/** With a frontend that starts a node for each run. */
const fewWords = 2;
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

const known = new Map<string, Promise<Outcome>>();

/** Under node: once is enough. */
function plainRun(script: Script, word: string, kind: string, room: string): Promise<Outcome> {
  const key = [script.name, word, kind].join();
  const outcome = known.get(key) ?? run(call(script, plainCommand(script, word)), kind, room);
  known.set(key, outcome);
  return outcome;
}

/** @returns how the runs with one kind of streams differ from those under node */
async function compareRuns(frontend: Frontend, script: Script, kind: string, room: string) {
  const env = { SPEEDY_TMPBASE: join(room, 's') };
  const explanation = explained[script.name];
  const differences: string[] = [];
  const some = frontend.share < 1 ? words.slice(0, fewWords) : words;
  for (const [i, word] of some.entries()) {
    const plain = await plainRun(script, word, kind, room);
    const outcome = await run(
      call(script, command(frontend.program, script, word, env)),
      kind,
      room,
    );
    const isFirst = i === 0 && kind === Object.keys(kinds)[0];
    const found = difference(explanation?.expected(plain, outcome, isFirst) ?? plain, outcome);
    const line = { command: script.name, frontend: frontend.name, kind, run: i + 1, found };
    report.add({ ...line, why: explanation?.why });
    if (found !== undefined) differences.push(`${kind}, run ${i + 1}: ${found}`);
  }
  return differences;
}

/** The kinds one after the other: so each finds what the one before has left. */
async function compareKinds(frontend: Frontend, script: Script): Promise<string[]> {
  const room = mkdtempSync(join(folder, 'room-'));
  const differences: string[] = [];
  try {
    for (const kind of Object.keys(kinds)) {
      differences.push(...(await compareRuns(frontend, script, kind, room)));
    }
  } finally {
    await endBackends(join(room, 's'));
    rmSync(room, { recursive: true, force: true });
  }
  return differences;
}

for (const frontend of frontends) {
  describe(frontend.name, { concurrency }, () => {
    const wanted = process.env.SPEEDY_CORPUS ?? '';
    for (const script of corpus.filter(({ name }) => name.includes(wanted))) {
      const skip = isTypeScript(script) && !hasTools && 'npm’s registry can’t be reached';
      test(script.name, { skip }, async () => {
        assert.deepEqual(await compareKinds(frontend, script), []);
      });
    }
  });
}
