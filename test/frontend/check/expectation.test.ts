// What a check takes for the same, line by line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Expectation } from '../../../frontend/check/expectation.ts';

const learn = (...texts: string[]) => new Expectation(texts.map((text) => Buffer.from(text)));
const difference = (expectation: Expectation, text: string) =>
  expectation.differenceOf(Buffer.from(text));

test('what is always the same must be the same', () => {
  const one = learn('a\nb\n', 'a\nb\n');
  assert.deepEqual([one.varying, difference(one, 'a\nb\n')], [[], undefined]);
  assert.deepEqual(difference(one, 'a\nc\n'), { line: 2, expected: 'b', actual: 'c' });
  assert.deepEqual(difference(one, 'a\n'), { line: 2, expected: 'b', actual: '' });
  assert.deepEqual(difference(one, 'a\nb\n\n'), { line: 4, expected: undefined, actual: '' });
  assert.deepEqual(difference(one, 'a\nb'), { line: 3, expected: '', actual: undefined });
});

test('words that vary may be anything, those around them not', () => {
  const one = learn('at 10:05:01 run 1 {"pid":7}', 'at 10:05:02 run 1 {"pid":8}');
  assert.deepEqual(one.varying, [1]);
  assert.equal(difference(one, 'at 11:00:00 run 1 {"pid":99}'), undefined);
  assert.notEqual(difference(one, 'at 11:00:00 run 2 {"pid":99}'), undefined);
});

test('a line of no fixed form may be anything', () => {
  const one = learn('a b\nc', 'a b d\nc');
  assert.equal(difference(one, 'x\nc'), undefined);
  assert.equal(difference(one, 'x\nd')?.line, 2);
});

test('one of several is always right, also where nothing can be said of others', () => {
  const one = learn('a', 'a\nb');
  assert.ok(one.isUnknown);
  assert.equal(difference(one, 'c'), undefined);
});

test('frames of Node.js and of speedy are not compared, those of the script are', () => {
  const head = 'Error: x\n    at f (/script.cjs:1:2)\n';
  const one = learn(`${head}    at node:internal/main:1:2\n    at async Promise.all (index 0)\n`);
  const backend = `    at run (/usr/lib/speedycgi/dist/backend.cjs:3:4)\n`;
  const frame = '    at Module._compile (node:internal/modules/cjs/loader:5:6)\n';
  const end = '    at async Promise.all (index 0)\n';
  assert.equal(difference(one, `${head}${backend}${frame}${end}`), undefined);
  assert.equal(difference(one, `Error: x\n    at g (/script.cjs:1:2)\n${end}`)?.line, 2);
});

test('bytes that are no text are compared as bytes', () => {
  const one = new Expectation([Buffer.from([255, 0, 13])]);
  assert.equal(one.differenceOf(Buffer.from([255, 0, 13])), undefined);
  assert.notEqual(one.differenceOf(Buffer.from([254, 0, 13])), undefined);
});
