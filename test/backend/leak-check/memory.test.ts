// What counts as memory that grows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth } from '../../../backend/leak-check/memory.ts';

const threshold = 100;
const samples = (value: (run: number) => number) => Array.from({ length: 24 }, (_, i) => value(i));
/** The same each time, up and down. */
const noise = (run: number): number => ((run * 7919) % 13) * 20;

test('what grows with each run is growth, through noise', () => {
  assert.equal(
    growth(
      samples((run) => 1000 + 50 * run),
      threshold,
    ),
    800,
  );
  assert.ok(
    growth(
      samples((run) => 1000 + 50 * run + noise(run)),
      threshold,
    ) > 600,
  );
});

test('noise, a step, a cache that fills up and a leak that was collected are none', () => {
  assert.equal(growth(samples(noise), threshold), 0);
  assert.equal(
    growth(
      samples((run) => (run < 10 ? 1000 : 9000)),
      threshold,
    ),
    0,
  );
  assert.equal(
    growth(
      samples((run) => 10_000 * (1 - 0.7 ** run)),
      threshold,
    ),
    0,
  );
  assert.equal(
    growth(
      samples((run) => 500 * (run % 12)),
      threshold,
    ),
    0,
  );
});

test('what grows by less than chance does is none', () => {
  assert.equal(
    growth(
      samples((run) => 1000 + 12 * run),
      threshold,
    ),
    0,
  );
});
