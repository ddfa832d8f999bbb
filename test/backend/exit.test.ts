// process.exit() ends the run wherever it is called: nothing after it runs, the process stays.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const speedy = `${ROOT}/dist/speedy`;
const workshop = new Workshop();
after(() => workshop.close());

/** What may still wait when process.exit() is called, and must not run. */
const waiting = `
process.nextTick(() => console.log('a tick ran'));
queueMicrotask(() => console.log('a microtask ran'));
Promise.resolve().then(() => console.log('a reaction ran'));
`;
const exit =
  "try { process.exit(7) } catch { console.log('caught') } finally { console.log('finally') }";

const places = {
  'in the script itself': `${waiting}${exit}`,
  'in a tick': `process.nextTick(() => { ${waiting}${exit} })`,
  'in a microtask': `queueMicrotask(() => { ${waiting}${exit} })`,
  'in an async function': `(async () => { await 1; ${waiting}${exit} })().then(() => console.log('then'))`,
  'in a timer': `setTimeout(() => { ${waiting}${exit} }, 1)`,
  'in an interval': `setInterval(() => { ${waiting}${exit} }, 1)`,
  'in an immediate': `setImmediate(() => { ${waiting}${exit} })`,
  'in a listener of exit': `process.on('exit', () => { ${exit} })`,
  'in a listener of beforeExit': `process.on('beforeExit', () => { ${waiting}${exit} })`,
};

describe('process.exit()', () => {
  for (const [place, text] of Object.entries(places)) {
    test(place, () => {
      const path = workshop.script(`${place}.cjs`, `console.log(process.pid);\n${text}`);
      const first = workshop.run(speedy, [path]);
      assert.match(first.out, /^\d+\n$/);
      assert.equal(first.err, '');
      assert.equal(first.code, 7);
      // In the same process, thrice: what was dropped doesn't come back.
      for (let i = 0; i < 3; i++) assert.deepEqual(workshop.run(speedy, [path]), first);
    });
  }

  test('with something still going on, in a process of its own', () => {
    const text =
      'setInterval(() => {}, 1e6); console.log(process.pid); setTimeout(process.exit, 1, 4)';
    const path = workshop.script('alive.cjs', text);
    const outcomes = [workshop.run(speedy, [path]), workshop.run(speedy, [path])];
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [4, 4],
    );
    assert.notEqual(outcomes[0]?.out, outcomes[1]?.out);
  });

  test('listeners of exit are called, with the status, once', () => {
    const text = "process.on('exit', (code) => console.log('exit', code)); process.exit(3)";
    const path = workshop.script('listener.cjs', text);
    for (let i = 0; i < 2; i++) {
      const { out, code } = workshop.run(speedy, [path]);
      assert.deepEqual([out, code], ['exit 3\n', 3]);
    }
  });
});

test('an unsettled top-level await is exit 13', () => {
  const path = workshop.script('unsettled.mjs', 'await new Promise(() => {})');
  for (let i = 0; i < 2; i++) assert.equal(workshop.run(speedy, [path]).code, 13);
});

test('a rejection that nobody handles is printed, and is exit 1', () => {
  const path = workshop.script('rejection.cjs', "Promise.reject(new Error('lost'))");
  const { code, err } = workshop.run(speedy, [path]);
  assert.equal(code, 1);
  assert.match(err, /Error: lost/);
});

test('a syntax error is printed with its place, and the process stays', () => {
  const path = workshop.script('broken.cjs', 'let a;\nconst = 1');
  const first = workshop.run(speedy, [path]);
  assert.equal(first.code, 1);
  assert.match(
    first.err,
    /^.*broken\.cjs:2\nconst = 1\n {6}\^\n\nSyntaxError: .*\n( {4}at .*node:.*\n)+\nNode\.js v/,
  );
  assert.deepEqual(workshop.run(speedy, [path]), first);
});

test('a timer that was unref’ed doesn’t fire in a later run', () => {
  const text = `
    // The last run lasts until its own timer has fired: one that was left would have fired before.
    const alive = process.argv[2] === 'last' ? setInterval(() => {}, 1e6) : undefined;
    setTimeout(() => { console.log('left by', process.argv[2]); clearInterval(alive) }, 1000).unref();
    console.log(process.pid);`;
  const path = workshop.script('unref.cjs', text);
  const first = workshop.run(speedy, [path, 'first']).out;
  assert.equal(workshop.run(speedy, [path, 'last']).out, `${first}left by last\n`);
});

test('what a preload listens to is heard in every run, and each ends with its own status', () => {
  const preload = workshop.script(
    'preload.mjs',
    "process.on('exit', () => console.log('preload'))",
  );
  const path = workshop.script('preloaded.cjs', "console.log('script')");
  for (let i = 0; i < 3; i++) {
    const { out, code, err } = workshop.run(speedy, [`--import=${preload}`, '--', path]);
    assert.deepEqual([out, code, err], ['script\npreload\n', 0, '']);
  }
});
