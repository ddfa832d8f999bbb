// The runs that are chosen: few for each script, but each kind of streams in each folder of the corpus,
// or at least somewhere with a frontend that starts a node for each run, and with what is loaded ahead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Script } from './corpus.ts';
import type { Language } from './language.ts';
import type { Mode } from './modes.ts';
import { node } from './node.ts';
import { perl } from './perl.ts';
import { scriptsOf, turnsOf } from './plan.ts';

const isChosen =
  process.env.SPEEDY_TEST_ALL === undefined && process.env.SPEEDY_TEST_KINDS === undefined;
const skip = !isChosen && 'the environment has chosen';
const folderOf = ({ name }: Script): string => name.slice(0, name.indexOf('/'));

/** Folders that are to meet each kind: of a few scripts, all together. */
function groupsOf(mode: Mode, language: Language): Script[][] {
  const scripts = scriptsOf(mode, language);
  if (mode.isSlow || mode.isAhead || language.step > 1) return [[...scripts]];
  const folders = [...new Set(scripts.map(folderOf))];
  return folders.map((folder) => scripts.filter((one) => folderOf(one) === folder));
}

function checkPlan(mode: Mode, language: Language): void {
  const title = `${language.name} under ${mode.name}`;

  test(`${title} meets each kind, and each folder`, { skip }, () => {
    const { usual, rare, corpus } = language;
    const expected = (mode.isFresh ? [...usual] : [...usual, ...rare]).toSorted();
    for (const scripts of groupsOf(mode, language)) {
      const met = new Set(
        scripts.flatMap((one) => turnsOf(mode, one, language)).map(({ kind }) => kind),
      );
      assert.deepEqual([...met].toSorted(), expected, scripts[0]?.name);
    }
    const folders = (scripts: readonly Script[]) => [...new Set(scripts.map(folderOf))];
    assert.deepEqual(folders(scriptsOf(mode, language)), folders(corpus));
  });

  test(`${title} runs each script with pipes first`, { skip }, () => {
    for (const script of scriptsOf(mode, language))
      assert.equal(turnsOf(mode, script, language)[0]?.kind, 'pipe', script.name);
  });
}

for (const language of [node, perl]) for (const mode of language.modes) checkPlan(mode, language);
