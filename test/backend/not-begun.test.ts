// A run that can't begin: another backend makes it, or the user is told why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

for (const { name, program } of frontends) describe(name, () => testNotBegun(program));

function testNotBegun(program: string): void {
  const shop = new Workshop();
  after(() => shop.close());
  /** What a backend asks for when it has taken a request: then it is in the directory of the run. */
  const spoil = `const { execPath } = process;
  Object.defineProperty(process, 'execPath', { get() {
    if (process.cwd() !== ${JSON.stringify(shop.folder)}) return execPath;
    throw new Error('spoiled');
  } });`;
  const log = () => readFileSync(join(`${shop.base}.${process.geteuid?.()}`, 'log'), 'utf8');

  test('where another run has spoiled the backend, a new one makes it', () => {
    const script = shop.script('spoiling.cjs', `console.log(process.pid); ${spoil}`);
    const first = shop.run(program, [script]);
    const second = shop.run(program, [script]);
    assert.match(second.out, /^\d+\n$/);
    assert.deepEqual([second.err, second.code], ['', 0]);
    assert.notEqual(second.out, first.out);
    assert.match(log(), / run not begun: spoiled$/m);
  });

  for (const options of [[], ['--', '-f']])
    test(`where each would be spoiled, the user is told${options.length > 0 ? ', with -f' : ''}`, () => {
      const spoiled = shop.script('spoiled.cjs', spoil);
      const script = shop.script('innocent.cjs', "console.log('never')");
      const before = log().split('run not begun').length;
      const { out, err, code } = shop.run(program, [`--require=${spoiled}`, ...options, script]);
      assert.equal(err, `speedy: begin the run: ${script}: spoiled\n`);
      assert.deepEqual([out, code], ['', 125]);
      assert.equal(log().split('run not begun').length, before + 1);
    });
}
