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
import { kinds } from './kinds.ts';
import { Report } from './report.ts';

type Frontend = (typeof frontends)[number];

const concurrency = 3;
/** The first argument of each run: another one than that of the run before. */
const words = ['first', 'second', 'first'];
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

const known = new Map<string, Promise<Outcome>>();

/** Under node: once is enough. */
function plainRun(script: Script, word: string, kind: string, room: string): Promise<Outcome> {
  const key = [script.name, word, kind].join();
  const outcome = known.get(key) ?? run(command(process.execPath, script, word), kind, room);
  known.set(key, outcome);
  return outcome;
}

/** @returns how the runs with one kind of streams differ from those under node */
async function compareRuns(frontend: Frontend, script: Script, kind: string, room: string) {
  const env = { SPEEDY_TMPBASE: join(room, 's') };
  const explanation = explained[script.name];
  const differences: string[] = [];
  for (const [i, word] of words.entries()) {
    const plain = await plainRun(script, word, kind, room);
    const outcome = await run(command(frontend.program, script, word, env), kind, room);
    const found = difference(explanation?.expected(plain, outcome) ?? plain, outcome);
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
      test(script.name, async () => {
        assert.deepEqual(await compareKinds(frontend, script), []);
      });
    }
  });
}
