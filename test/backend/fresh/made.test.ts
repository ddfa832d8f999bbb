// What a parent knows of the backends that it has made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Made } from '../../../backend/fresh/made.ts';

const place = 3;

test('one that ends is told with its place', () => {
  const made = new Made();
  made.add(place, 100);
  assert.deepEqual([made.has(place), made.isEmpty], [true, false]);
  assert.equal(made.remove(100), place);
  assert.deepEqual([made.has(place), made.isEmpty], [false, true]);
});

test('where another one has been made for its place, that is kept', () => {
  const made = new Made();
  made.add(place, 100);
  made.add(place, 200);
  assert.equal(made.remove(100), undefined);
  assert.deepEqual([made.has(place), made.isEmpty], [true, false]);
  assert.deepEqual(
    made.olderThan(-1).map(({ pid }) => pid),
    [200],
  );
  assert.equal(made.remove(200), place);
});

test('a process that a parent has not made has none', () => {
  assert.equal(new Made().remove(100), undefined);
});
