// A run prints and ends as it does under node, the first time and the third.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const speedy = `${ROOT}/dist/speedy`;
const workshop = new Workshop();
after(() => workshop.close());

const order = `
process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
Promise.resolve().then(() => console.log('reaction'));
setImmediate(() => console.log('immediate'));
console.log('main');`;

/** Each is a script; those whose name ends in mjs are ES modules. */
const scripts = {
  'order.cjs': order,
  'order.mjs': order,
  'exit-nan.cjs': 'process.exit(NaN)',
  'exit-refused.cjs':
    "try { process.exit('zz') } catch {} setTimeout(() => { throw new Error() }, 2)",
  'throw-in-exit.cjs': "process.on('exit', () => { throw new Error() })",
  'throw-in-handler.cjs': "process.on('uncaughtException', () => { throw 2 }); throw 1",
  'handler.cjs':
    "process.on('uncaughtException', (e) => console.log(e)); setTimeout(() => { throw 1 }, 1)",
  'large-exit-code.cjs': 'process.exitCode = 2 ** 40 + 3',
  'no-emit.cjs': 'process.emit = () => true',
  'stdout-closed.cjs': "require('node:fs').closeSync(1)",
  'pipeline.cjs': `
    const { pipeline } = require('node:stream/promises');
    pipeline(['a', 'b'], process.stdout).then(() => { process.exitCode = 9 })`,
  'end.cjs': "process.stdout.end('x', () => process.exit(3))",
  'stream.cjs': `
    const { readableFlowing, readableLength, pending, connecting, constructor, fd } = process.stdout;
    process.stdout._handle.setBlocking(true);
    console.log(readableFlowing, readableLength, pending, connecting, constructor.name, fd)`,
  'before-exit.cjs': `
    let times = 0;
    process.on('beforeExit', (code) => {
      console.log('before', code);
      if (times++ < 2) setImmediate(() => console.log('again'));
    });
    process.on('exit', (code) => console.log('exit', code));`,
  'console.cjs': "console.group('a'); console.log('b'); console.count(); console.time('t')",
  'environment.cjs': 'console.log(process.env.SET); process.env = { SET: 1 }',
  'module.cjs': 'console.log(module.parent, module.id, require.main === module, module.loaded)',
  'module.mjs': 'console.log(process.mainModule, typeof require, import.meta.main)',
  'unsettled.mjs': "process.on('exit', (c) => console.log(c)); await new Promise(() => {})",
  'unsettled-code.mjs': 'process.exitCode = 5; await new Promise(() => {})',
  'capture.cjs': `
    console.log(process.hasUncaughtExceptionCaptureCallback());
    process.setUncaughtExceptionCaptureCallback(() => {});
    process.exit(3)`,
};

for (const [name, text] of Object.entries(scripts)) {
  test(name, () => {
    const path = workshop.script(name, text);
    const { out, code, signal } = workshop.run(process.execPath, [path]);
    for (let i = 0; i < 3; i++) {
      const run = workshop.run(speedy, [path]);
      assert.deepEqual([run.out, run.code, run.signal], [out, code, signal], run.err);
    }
  });
}
