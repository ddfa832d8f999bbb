// The runs that are chosen: few for each script, but each kind of streams in each folder of the corpus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpus } from './corpus.ts';
import { kinds } from './kinds.ts';
import { modes } from './modes.ts';
import { turnsOf } from './plan.ts';

const isChosen =
  process.env.SPEEDY_TEST_ALL === undefined && process.env.SPEEDY_TEST_KINDS === undefined;
const skip = !isChosen && 'the environment has chosen';
const fresh = ['pipe', 'file', 'terminal', 'no 0, 1, 2'];
const folderOf = (name: string): string => name.slice(0, name.indexOf('/'));

for (const mode of modes) {
  test(`${mode.name} meets each kind in each folder`, { skip }, () => {
    const expected = (mode.isFresh ? fresh : Object.keys(kinds)).toSorted();
    for (const folder of new Set(corpus.map(({ name }) => folderOf(name)))) {
      const scripts = corpus.filter(({ name }) => folderOf(name) === folder);
      const met = new Set(scripts.flatMap((one) => turnsOf(mode, one)).map(({ kind }) => kind));
      assert.deepEqual([...met].toSorted(), expected, folder);
    }
  });

  test(`${mode.name} runs each script with pipes first`, { skip }, () => {
    for (const script of corpus) assert.equal(turnsOf(mode, script)[0]?.kind, 'pipe', script.name);
  });
}
