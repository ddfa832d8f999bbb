/**
 * Run when speedy is installed: a backend of this Node.js runs a script, and leaves the code that V8 has
 * compiled for it. Where that fails, backends compile as they start.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { codePath } from './code.ts';

/** Milliseconds. */
const timeout = 20_000;
const pause = 10;

const folder = mkdtempSync('/tmp/speedy-compile-'); // a socket's path has 107 bytes
const script = join(folder, 'script.cjs');
const text = `require(${JSON.stringify(join(__dirname, 'rehearsed.cjs'))});
require('speedycgi').shutdownNextTime();
`;
const env = {
  PATH: process.env.PATH,
  SPEEDY_TMPBASE: join(folder, 'speedy'),
  NODE_OPTIONS: `--require="${join(__dirname, 'keep-code.cjs')}"`,
};

function run(): void {
  writeFileSync(script, text);
  const { error, status, stderr } = spawnSync(join(__dirname, 'speedy'), [script], {
    env,
    timeout,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(stderr.toString().trim());
}

/** The backend leaves behind its answer. */
async function awaitCode(): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!existsSync(codePath)) {
    if (performance.now() > deadline) throw new Error('the backend has kept nothing');
    await setTimeout(pause);
  }
}

async function compile(): Promise<void> {
  try {
    rmSync(codePath, { force: true });
    run();
    await awaitCode();
  } catch (error) {
    console.error(`speedy: compile: ${(error as Error).message}; backends will start slower`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
compile();
