// Some seconds of chaos: see main.ts for more of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chaos } from './chaos.ts';

const seconds = 10;
const seed = 5;

test('whatever is killed, stopped, edited and scribbled on, each answer is right', async () => {
  const { verdicts, faults, wrong, left } = await new Chaos(seed).run(seconds);
  assert.deepEqual(wrong, []);
  assert.deepEqual(left, []);
  assert.ok(verdicts.right > 0);
  assert.ok(Object.keys(faults).length > 0);
});
