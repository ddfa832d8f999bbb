// How a report shows what was written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, list, printable, shellWord } from '../../../frontend/check/words.ts';

const bytes = (text: string) => Buffer.from(text).toString('latin1');

test('what is printable stays, what isn’t is escaped', () => {
  assert.equal(printable(bytes('plain "text" é 漢 \\n')), 'plain "text" é 漢 \\n');
  assert.equal(printable(bytes('a\tb\r\x1b[1m\u200e ')), 'a\\tb\\r\\x1b[1m\\u{200e}\\x20');
  assert.equal(printable('é\xff\xe9 '), '\\xe9\\xff\\xe9\\x20');
});

test('long lines are cut so that the difference is seen', () => {
  const one = `${'x'.repeat(500)}1${'y'.repeat(500)}`;
  const shown = cut(one, one.replace('1', '2'));
  assert.match(shown, /^\.\.\.x+1y+\.\.\.$/);
  assert.ok(shown.length < 200);
  assert.equal(cut('short', 'other'), 'short');
});

test('words are as a shell reads them', () => {
  assert.equal(['a.js', '', "it's", 'b c'].map(shellWord).join(' '), "a.js '' 'it'\\''s' 'b c'");
  assert.equal(list(['a', 'b', 'a', 'c']), 'a, b and c');
});
