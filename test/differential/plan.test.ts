// The runs that are chosen: few for each script, but each kind of streams in each folder of the corpus,
// or at least somewhere with a frontend that starts a node for each run, and with what is loaded ahead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpus, type Script } from './corpus.ts';
import { kinds } from './kinds.ts';
import { type Mode, modes } from './modes.ts';
import { scriptsOf, turnsOf } from './plan.ts';

const isChosen =
  process.env.SPEEDY_TEST_ALL === undefined && process.env.SPEEDY_TEST_KINDS === undefined;
const skip = !isChosen && 'the environment has chosen';
const fresh = ['pipe', 'file', 'terminal', 'no 0, 1, 2'];
const folderOf = ({ name }: Script): string => name.slice(0, name.indexOf('/'));

/** Folders that are to meet each kind: of a few scripts, all together. */
function groupsOf(mode: Mode): Script[][] {
  const scripts = scriptsOf(mode);
  if (mode.isSlow || mode.isAhead) return [[...scripts]];
  const folders = [...new Set(scripts.map(folderOf))];
  return folders.map((folder) => scripts.filter((one) => folderOf(one) === folder));
}

for (const mode of modes) {
  test(`${mode.name} meets each kind, and each folder`, { skip }, () => {
    const expected = (mode.isFresh ? fresh : Object.keys(kinds)).toSorted();
    for (const scripts of groupsOf(mode)) {
      const met = new Set(scripts.flatMap((one) => turnsOf(mode, one)).map(({ kind }) => kind));
      assert.deepEqual([...met].toSorted(), expected, scripts[0]?.name);
    }
    const folders = (scripts: readonly Script[]) => [...new Set(scripts.map(folderOf))];
    assert.deepEqual(folders(scriptsOf(mode)), folders(corpus));
  });

  test(`${mode.name} runs each script with pipes first`, { skip }, () => {
    for (const script of scriptsOf(mode))
      assert.equal(turnsOf(mode, script)[0]?.kind, 'pipe', script.name);
  });
}
