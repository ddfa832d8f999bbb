// A backend starts with the code that V8 has compiled before, if that is of its very program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { Script } from 'node:vm';

declare const ROOT: string;

const dist = resolve(ROOT, 'dist');
const headLength = 64;
const folder = mkdtempSync(join(tmpdir(), 'speedy-code-'));
after(() => rmSync(folder, { recursive: true }));
const program = join(folder, 'backend.cjs');
const code = join(folder, 'backend.code');
for (const file of ['boot.cjs', 'keep-code.cjs', 'compile.cjs']) {
  copyFileSync(join(dist, file), join(folder, file));
}
const [build = ''] = readFileSync(join(dist, 'backend.code'), 'latin1').split(' ');
const otherBuild = build.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));

/** Programs of one length, whose code differs. */
function write(text: string, name: string): void {
  writeFileSync(program, `// ${name}\nconsole.log('${text}');\nprocess.reallyExit(0);\n`);
}

function boot(...options: string[]): string {
  const args = [...options, join(folder, 'boot.cjs')];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { timeout: 20_000 });
  assert.deepEqual([stderr.toString(), status], ['', 0]);
  return stdout.toString().trim();
}

test('what is built has code that this Node.js takes', () => {
  const source = readFileSync(join(dist, 'backend.cjs'), 'latin1');
  assert.match(source, new RegExp(build));
  const cachedData = readFileSync(join(dist, 'backend.code')).subarray(headLength);
  const script = new Script(Module.wrap(source), { cachedData });
  assert.equal(script.cachedDataRejected, false);
});

describe('kept code', () => {
  beforeEach(() => {
    rmSync(code, { recursive: true, force: true });
    write('old', build);
    assert.equal(boot('--require', join(folder, 'keep-code.cjs')), 'old');
    assert.ok(existsSync(code));
  });

  test('is what runs', () => {
    write('new', build); // V8 itself sees no difference
    assert.equal(boot(), 'old');
  });

  test('of another build is not', () => {
    write('new', otherBuild);
    assert.equal(boot(), 'new');
  });

  test('of another Node.js is not', () => {
    write('new', build);
    const kept = readFileSync(code, 'latin1').replace(process.version, 'v00.00.0');
    writeFileSync(code, kept, 'latin1');
    assert.equal(boot(), 'new');
  });

  test('for other flags of V8 is not', () => {
    write('new', build);
    assert.equal(boot('--stack-size=500'), 'new');
  });

  for (const [what, spoil] of Object.entries({
    'that is empty': () => writeFileSync(code, ''),
    'that ends early': () => writeFileSync(code, readFileSync(code).subarray(0, 100)),
    'of its head alone': () => writeFileSync(code, readFileSync(code).subarray(0, headLength)),
    'that is something else': () =>
      writeFileSync(
        code,
        Buffer.concat(
          [readFileSync(code).subarray(0, headLength), folder.padEnd(999)].map((part) =>
            Buffer.from(part),
          ),
        ),
      ),
    'that is a directory': () => {
      rmSync(code);
      mkdirSync(code);
    },
    'that has gone': () => rmSync(code),
  })) {
    test(`${what} is not`, () => {
      write('new', build);
      spoil();
      assert.equal(boot(), 'new');
    });
  }
});

test('an installation goes on where no backend can be run', () => {
  writeFileSync(join(folder, 'speedy'), '#!/bin/sh\necho no room >&2\nexit 1\n');
  chmodSync(join(folder, 'speedy'), 0o755);
  const compiler = spawnSync(process.execPath, [join(folder, 'compile.cjs')], { timeout: 20_000 });
  assert.equal(compiler.status, 0);
  assert.match(
    compiler.stderr.toString(),
    /^speedy: compile: no room; backends will start slower$/m,
  );
});
