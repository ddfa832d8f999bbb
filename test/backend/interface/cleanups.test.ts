// What a script has registered for the end of its run.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

for (const { name, program } of frontends) describe(name, () => testCleanups(program));

const listed = `
const speedy = require('speedycgi');
process.on('exit', (code) => console.log('exit', code));
speedy.registerCleanup(() => console.log('first'));
speedy.registerCleanup(() => console.log('second'));`;

function testCleanups(speedy: string): void {
  const workshop = new Workshop();
  after(() => workshop.close());

  /** Each is a script, with what it prints and its exit status. */
  const ends: Record<string, [text: string, out: string, code: number]> = {
    'its end': ['', 'exit 0\nfirst\nsecond\n', 0],
    'process.exit()': ['process.exit(3)', 'exit 3\nfirst\nsecond\n', 3],
    'process.exit() in a listener of exit': [
      "process.on('exit', () => process.exit(4))",
      'exit 0\nfirst\nsecond\n',
      4,
    ],
    'an exit code': ['process.exitCode = 5', 'exit 5\nfirst\nsecond\n', 5],
    'process.exit() with something going on': [
      'setInterval(() => {}, 1e6); setTimeout(process.exit, 1, 6)',
      'exit 6\nfirst\nsecond\n',
      6,
    ],
    'an uncaught error': ["throw new Error('lost')", 'exit 1\nfirst\nsecond\n', 1],
    'process.exit() in a cleanup': [
      "speedy.registerCleanup(() => process.exit(7)); speedy.registerCleanup(() => console.log('last'))",
      'exit 0\nfirst\nsecond\nlast\n',
      7,
    ],
  };
  for (const [end, [text, out, code]] of Object.entries(ends)) {
    test(`they are called once, in order, after ${end}`, () => {
      const path = workshop.script(`${end}.cjs`, `${listed}\n${text}`);
      // The third time in a process that may have run it before.
      for (let i = 0; i < 3; i++) {
        const run = workshop.run(speedy, [path]);
        assert.deepEqual([run.out, run.code], [out, code], run.err);
      }
    });
  }

  test('they belong to their run', () => {
    const path = workshop.script(
      'once.mjs',
      `import { registerCleanup, runNumber } from 'speedycgi';
       if (runNumber() === 1) registerCleanup(() => console.log('cleaned up'));
       console.log(runNumber())`,
    );
    const outs = [1, 2].map(() => workshop.run(speedy, [path]).out);
    assert.deepEqual(outs, ['1\ncleaned up\n', '2\n']);
  });

  test('what they begin is waited for, in the same process', () => {
    const path = workshop.script(
      'slow.cjs',
      `const { registerCleanup, runNumber } = require('speedycgi');
       const { setTimeout: sleep } = require('node:timers/promises');
       registerCleanup(async () => { await sleep(20); console.log('at last', runNumber()) });
       if (process.argv[2]) process.exit(3)`,
    );
    const outcomes = [[path], [path, 'exit'], [path]].map((args) => workshop.run(speedy, args));
    assert.deepEqual(
      outcomes.map(({ out, code }) => [out, code]),
      [
        ['at last 1\n', 0],
        ['at last 2\n', 3],
        ['at last 3\n', 0],
      ],
    );
  });

  for (const [how, cleanup] of Object.entries({
    throws: "() => { throw new Error('spilled') }",
    rejects: "async () => { await 1; throw new Error('spilled') }",
  })) {
    test(`one that ${how} is reported, the others are called, and the process is replaced`, () => {
      const path = workshop.script(
        `${how}.cjs`,
        `const { registerCleanup } = require('speedycgi');
         registerCleanup(${cleanup});
         registerCleanup(() => console.log(process.pid));
         process.exitCode = Number(process.argv[2])`,
      );
      const [first, second] = ['0', '9'].map((code) => workshop.run(speedy, [path, code]));
      assert.match(first?.err ?? '', /^Error: spilled\n {4}at /);
      assert.deepEqual([first?.code, second?.code], [1, 9]);
      assert.match(first?.out ?? '', /^\d+\n$/);
      assert.notEqual(first?.out, second?.out);
    });
  }

  test('what is no function is refused', () => {
    const text = `
      try { require('speedycgi').registerCleanup('x') } catch (error) { console.log(String(error)) }`;
    const { out } = workshop.run(speedy, [workshop.script('wrong.cjs', text)]);
    assert.equal(out, "TypeError: speedycgi: not a function: 'x'\n");
  });
}
