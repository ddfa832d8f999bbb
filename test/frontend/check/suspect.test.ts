// Which module is found to keep the state, for every place where it may be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSuspect, type Trial } from '../../../frontend/check/suspect.ts';
import type { Plan } from '../../../shared/inspection.ts';

const modules = Array.from({ length: 20 }, (_, i) => `/${i}.cjs`);
const globals = ['seen'];

const keeps = ({ keep }: Plan, path: string) => keep === 'all' || keep.includes(path);

/** @returns what is found, and after how many trials */
async function search(differs: (plan: Plan) => boolean, names: string[] = []) {
  let trials = 0;
  const trial: Trial = async (plan) => {
    trials++;
    return differs(plan);
  };
  return { found: await findSuspect(trial, { modules, globals: names }), trials };
}

test('the module that keeps state is found in few trials', async () => {
  for (const path of modules) {
    const { found, trials } = await search((plan) => keeps(plan, path));
    assert.deepEqual(found, { module: path, globals: [] });
    assert.ok(trials <= 6, `${trials} trials`);
  }
});

test('of two modules that keep state, one is found', async () => {
  const { found } = await search((plan) => keeps(plan, '/3.cjs') || keeps(plan, '/9.cjs'));
  assert.equal(found?.module, '/3.cjs');
});

test('a global variable is told from a module, also where there are both', async () => {
  const alone = await search(({ keepGlobals }) => keepGlobals, globals);
  assert.deepEqual(alone.found, { module: undefined, globals });
  const beside = await search((plan) => keeps(plan, '/5.cjs'), globals);
  assert.deepEqual(beside.found, { module: '/5.cjs', globals: [] });
  const both = await search((plan) => plan.keepGlobals || keeps(plan, '/5.cjs'), globals);
  assert.deepEqual(both.found, { module: '/5.cjs', globals });
});

test('nothing is named where it is neither', async () => {
  assert.equal((await search(() => true, globals)).found, undefined);
  assert.equal(await findSuspect(async () => false, { modules: [], globals: [] }), undefined);
});
