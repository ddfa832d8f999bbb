// A backend program that dies at once, dies silently, or hangs: an error says so, the program is gone,
// and once it works, so does the next run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { isGone, Ward } from './ward.ts';

declare const ROOT: string;

const ward = new Ward();
/** A test build: it waits for a backend for a second, and not for a minute. It is where packages are found. */
const build = mkdtempSync(join(ROOT, '.test-impatient-'));
after(async () => {
  rmSync(build, { recursive: true });
  await ward.close();
});

function replaceIn(path: string, before: RegExp, text: string): void {
  const whole = readFileSync(path, 'utf8');
  assert.match(whole, before);
  writeFileSync(path, whole.replace(before, text));
}

function makeImpatient(): void {
  cpSync(join(ROOT, 'dist'), build, { recursive: true });
  replaceIn(join(build, 'frontend.cjs'), /startLimit = 6e10/, 'startLimit = 1e9');
  replaceIn(
    join(build, 'generated/generated.h'),
    /START_LIMIT 60000000000u/,
    'START_LIMIT 1000000000u',
  );
  const isNative = readFileSync(join(build, 'speedy')).subarray(1, 4).toString() === 'ELF';
  if (!isNative) return;
  const folder = join(ROOT, 'frontend');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.c'));
  const options = ['-std=c11', '-D_GNU_SOURCE', '-I', join(build, 'generated')];
  const output = ['-o', join(build, 'speedy')];
  execFileSync('cc', [...options, ...output, ...sources.map((file) => join(folder, file))]);
}
makeImpatient();

const flag = join(ward.folder, 'broken');
/** The pid of one that hangs. */
const hanging = join(ward.folder, 'hanging');
/** As long as the flag is there, it does something else. */
function backend(name: string, text: string): string {
  return ward.executable(
    name,
    `#!/bin/sh\nif [ -e '${flag}' ]; then\n${text}\nfi\nexec '${ROOT}/dist/speedy_backend' "$@"\n`,
  );
}

const broken: Record<string, { program: string; err: RegExp }> = {
  'dies with words': {
    program: backend('words', 'echo no such luck >&2; exit 3'),
    err: /^no such luck\nspeedy: start a backend: [^\n]+: it ended before it was ready\n$/,
  },
  'dies silently': {
    program: backend('silent', 'exit 0'),
    err: /^speedy: start a backend: [^\n]+: it ended before it was ready\n$/,
  },
  'is killed': {
    program: backend('killed', 'kill -9 $$'),
    err: /^speedy: start a backend: [^\n]+: it ended before it was ready\n$/,
  },
  'says much, and dies': {
    program: backend(
      'much',
      'dd if=/dev/zero bs=1000 count=200 2>/dev/null | tr "\\0" x >&2; exit 1',
    ),
    err: /^x+speedy: start a backend: [^\n]+: it ended before it was ready\n$/,
  },
  hangs: {
    program: backend('hangs', `sleep 1000 & echo $$ >'${hanging}'; wait`),
    err: /^speedy: start a backend: [^\n]+: not ready in time\n$/,
  },
  'hangs, and says so': {
    program: backend(
      'says',
      `echo $$ >'${hanging}'; echo wait... >&2; sleep 1000 & exec sleep 1000`,
    ),
    err: /^wait\.\.\.\nspeedy: start a backend: [^\n]+: not ready in time\n$/,
  },
  'closes its output, and goes on': {
    program: backend('closes', 'exec sleep 3 2>&-'),
    err: /^speedy: start a backend: [^\n]+: it ended before it was ready\n$/,
  },
};

for (const { name } of frontends) {
  const program = join(build, name);
  describe(name, () => {
    for (const [what, { program: started, err }] of Object.entries(broken)) {
      test(`it ${what}`, async () => {
        const env = { SPEEDY_BACKENDPROG: started, SPEEDY_GROUP: name };
        writeFileSync(flag, '');
        const outcome = await ward.call(program, [ward.pid], env);
        assert.match(outcome.err, err);
        assert.deepEqual([outcome.out, outcome.code], ['', 125]);
        rmSync(flag);
        if (existsSync(hanging)) await isGone(Number(readFileSync(hanging, 'utf8')));
        rmSync(hanging, { force: true });
        await ward.served(program, [], env);
      });
    }
  });
}
