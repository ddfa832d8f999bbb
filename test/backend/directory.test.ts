// The current directory of a run is its frontend's, also where that was removed.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const workshop = new Workshop();
after(() => workshop.close());

const text = `
const left: string[] = [];
for (const ask of [() => process.cwd(), () => writeFileSync('speedy-left', ''), () => process.umask()]) {
  try { left.push(String(ask())); } catch ({ code }) { left.push(code); }
}
console.log(left.join(' '));`;
const plain = text.replace(': string[]', '');
const scripts = {
  CommonJS: ['removed.cjs', `const { writeFileSync } = require('node:fs');${plain}`],
  'ES module': ['removed.mjs', `import { writeFileSync } from 'node:fs';${plain}`],
  TypeScript: ['removed.ts', `import { writeFileSync } from 'node:fs';${text}`],
} as const;

const gone = 'umask 027; mkdir -p gone && cd gone && rmdir ../gone && exec "$0" "$@" 2>/dev/null';

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const options of [[], ['-f'], ['-f', '--ahead']]) {
      for (const [what, [file, source]] of Object.entries(scripts)) {
        test(`${what} ${options.join(' ')}: a removed one is a removed one`, () => {
          const args = ['--', ...options, workshop.script(file, source)];
          for (let i = 0; i < 3; i++) {
            const { out, code } = workshop.shell(program, gone, args);
            assert.deepEqual([out, code], ['ENOENT ENOENT 23\n', 0]);
          }
          const { out } = workshop.shell(program, 'exec "$0" "$@"; rm -f speedy-left', args);
          assert.match(out, /^\/\S+ undefined \d+\n$/);
        });
      }
    }
  });
}
