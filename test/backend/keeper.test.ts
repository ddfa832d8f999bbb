// The keeper of a backend: what the backend inherits from it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

declare const ROOT: string;

const folder = mkdtempSync(join(tmpdir(), 'speedy-keeper-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

test('a TERM is not lost while the interpreter comes up', () => {
  const ignored = join(folder, 'ignored');
  const interpreter = program('node', `#!/bin/sh\ngrep SigIgn /proc/self/status >'${ignored}'\n`);
  const text = readFileSync(join(ROOT, 'dist/speedy_backend'), 'utf8');
  const keeper = program('keeper', text.replace(/^node='.*'$/m, `node='${interpreter}'`));
  assert.equal(spawnSync(keeper, ['--', join(folder, 'queue')]).status, 0);
  const mask = BigInt(`0x${readFileSync(ignored, 'utf8').split('\t')[1]?.trim()}`);
  assert.equal(mask & (1n << BigInt(constants.signals.SIGTERM - 1)), 0n);
});
