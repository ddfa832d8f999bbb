// Edits and requests in a tight loop: whatever is edited, and in whatever way, the next run is the new one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

const run = promisify(execFile);
/** All scripts together. */
const turns = 500;
/** The same number of bytes whatever the version is. */
const texted = (version: number): string => String(version).padStart(4, '0');

/** Writes, in a place of its own, what shows that version from here on. */
type Edit = (place: string, version: number) => void;

interface Kind {
  readonly script: string;
  /** Its text; what it loads is written by the edits. */
  readonly text?: string;
  readonly edit: Edit;
}

const value = (version: number): string => `module.exports = '${texted(version)}';`;
const shown = (version: number): string => `console.log('${texted(version)}')`;

/** What is seen of it from outside stays the same, but for its contents and ctime. */
function inPlace(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  writeFileSync(path, text);
  if (before !== undefined) utimesSync(path, before.atime, before.mtime);
}

function byRename(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** What it led to before is left as it is. */
function byLink(link: string, name: string, text: string, version: number): void {
  const target = `${link}.${version}`;
  mkdirSync(target);
  writeFileSync(join(target, name), text);
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

function byDirectory(path: string, name: string, text: string): void {
  mkdirSync(`${path}.new`);
  writeFileSync(join(`${path}.new`, name), text);
  rmSync(`${path}.old`, { recursive: true, force: true });
  if (statSync(path, { throwIfNoEntry: false })) renameSync(path, `${path}.old`);
  renameSync(`${path}.new`, path);
}

const kinds: Record<string, Kind> = {
  'the script, in place': {
    script: 'main.cjs',
    edit: (place, version) => inPlace(join(place, 'main.cjs'), shown(version)),
  },
  'the script, by rename': {
    script: 'main.mjs',
    edit: (place, version) => byRename(join(place, 'main.mjs'), shown(version)),
  },
  'the script, by a link in its path': {
    script: 'current/main.cjs',
    edit: (place, version) => byLink(join(place, 'current'), 'main.cjs', shown(version), version),
  },
  'a CommonJS module, in place': {
    script: 'main.cjs',
    text: "console.log(require('./module.cjs'))",
    edit: (place, version) => inPlace(join(place, 'module.cjs'), value(version)),
  },
  'an ES module, by rename': {
    script: 'main.mjs',
    text: "import value from './module.mjs'; console.log(value)",
    edit: (place, version) =>
      byRename(join(place, 'module.mjs'), `export default '${texted(version)}'`),
  },
  'a TypeScript module, in place': {
    script: 'main.ts',
    text: "import { value } from './module.js'; console.log(value satisfies string)",
    edit: (place, version) =>
      inPlace(join(place, 'module.ts'), `export const value: string = '${texted(version)}'`),
  },
  'JSON, by rename': {
    script: 'main.cjs',
    text: "console.log(require('./data.json').value)",
    edit: (place, version) =>
      byRename(join(place, 'data.json'), JSON.stringify({ value: texted(version) })),
  },
  'a module, by a link in its path': {
    script: 'main.cjs',
    text: "console.log(require('./current/module.cjs'))",
    edit: (place, version) => byLink(join(place, 'current'), 'module.cjs', value(version), version),
  },
  'an ES module, by a link in its path': {
    script: 'main.mjs',
    text: "import value from './current/module.mjs'; console.log(value)",
    edit: (place, version) =>
      byLink(join(place, 'current'), 'module.mjs', `export default '${texted(version)}'`, version),
  },
  'a module, by another directory in the place of its own': {
    script: 'main.mjs',
    text: "import value from './lib/deep/../module.cjs'; console.log(value)",
    edit: (place, version) => byDirectory(join(place, 'lib'), 'module.cjs', value(version)),
  },
  'a module that is loaded when the script has begun': {
    script: 'main.cjs',
    text: "setImmediate(() => console.log(require('./module.cjs')))",
    edit: (place, version) => inPlace(join(place, 'module.cjs'), value(version)),
  },
};

/** Prepared for edits: @returns the script */
function prepare(place: string, { script, text, edit }: Kind): string {
  mkdirSync(dirname(join(place, script)), { recursive: true });
  if (dirname(script) !== '.') rmSync(dirname(join(place, script)), { recursive: true });
  mkdirSync(join(place, 'lib', 'deep'), { recursive: true });
  if (text !== undefined) writeFileSync(join(place, script), text);
  edit(place, 0);
  return join(place, script);
}

for (const { name, program, share } of frontends) {
  describe(`edits, ${name}`, { concurrency: 4 }, () => {
    const shop = new Workshop();
    after(() => shop.close());
    const times = Math.ceil((turns * share) / Object.keys(kinds).length);
    const ask = async (script: string): Promise<string> =>
      (await run(program, [script], { env: shop.env, cwd: shop.folder })).stdout.trim();

    for (const [what, kind] of Object.entries(kinds)) {
      test(`${what}: ${times} edits`, async () => {
        const place = join(shop.folder, what);
        mkdirSync(place);
        const script = prepare(place, kind);
        assert.equal(await ask(script), texted(0));
        for (let version = 1; version <= times; version++) {
          kind.edit(place, version);
          assert.equal(await ask(script), texted(version));
        }
      });
    }
  });
}
