// What TypeScript makes of the package's types, for ES modules and for CommonJS.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

declare const ROOT: string;

const limit = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'speedy-types-'));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(ROOT, join(folder, 'node_modules/speedycgi'));
after(() => rmSync(folder, { recursive: true, force: true }));

const uses = `
const is: boolean = isSpeedy();
const run: number = speedy.runNumber();
speedy.registerCleanup(async () => {});
registerCleanup(() => run);
speedy.addShutdownHandler(() => {});
const most: number = speedy.getopt('MaxRuns');
const group: string = speedy.setopt('Group', 'x');
const any: string | number = speedy.getopt(is ? 'maxruns' : 'timeout');
speedy.setopt('Timeout', most);
speedy.shutdownNextTime();
speedy.shutdownNow();
const names: (keyof Options)[] = ['BackendProg', 'MaxBackends', 'TmpBase', 'Interpreter'];
export { any, group, names };
// @ts-expect-error: a number
const wrong: string = speedy.getopt('MaxRuns');
// @ts-expect-error: no function
speedy.registerCleanup('x');
// @ts-expect-error: neither a number nor a text
speedy.setopt('MaxRuns', true);
// @ts-expect-error: no such function
speedy.restart();
`;
const imports = "import speedy, { isSpeedy, type Options, registerCleanup } from 'speedycgi';";
const required = `
import all = require('speedycgi');
import type { Options } from 'speedycgi';
const { default: speedy, isSpeedy, registerCleanup } = all;`;

const cases: Record<string, [head: string, ...options: string[]]> = {
  'use.mts': [imports, '--module', 'nodenext'],
  'use.cts': [required, '--module', 'nodenext'],
  'use.ts': [imports, '--module', 'esnext', '--moduleResolution', 'bundler'],
};

for (const [name, [head, ...options]] of Object.entries(cases)) {
  test(`${name} is compiled, and what is wrong in it is noticed`, () => {
    const path = join(folder, name);
    writeFileSync(path, head + uses);
    const args = ['--noEmit', '--strict', '--ignoreConfig', '--types', '', ...options, path];
    const tsc = resolve(ROOT, 'node_modules/.bin/tsc');
    const { stdout, status } = spawnSync(tsc, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: limit,
    });
    assert.deepEqual([stdout, status], ['', 0]);
  });
}
