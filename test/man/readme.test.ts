// README's table of options says what the options table says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { environmentName, type Option, options } from '../../shared/options.ts';

declare const ROOT: string;

/** A bar would end the cell. */
const code = (text: string): string => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``);

function row(option: Option): string {
  const [open, close] = option.bare !== undefined ? ['[', ']'] : ['', ''];
  const isFlag = option.kind === 'flag';
  const long = isFlag ? option.long : `${option.long}${open}=${option.value}${close}`;
  const cells = [
    code(option.letter && `-${option.letter}${open}${option.value}${close}`),
    code(`--${long}`),
    isFlag ? '' : code(environmentName(option)),
    code(option.fallback),
    option.help,
  ];
  return `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ');
}

test('README’s table of options is that of shared/options.ts', () => {
  const lines = readFileSync(resolve(ROOT, 'README.md'), 'utf8').replace(/ {2,}/g, ' ').split('\n');
  const start = lines.findIndex((line) => /^\| Letter \|/.test(line));
  assert.notEqual(start, -1, 'no table in README.md');
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  assert.deepEqual(lines.slice(start + 2, end), options.map(row));
});
