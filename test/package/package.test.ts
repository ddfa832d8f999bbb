// What npm makes of the project: a tarball that installs anywhere, and a build without a compiler.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { hasRegistry } from '../registry.ts';

declare const ROOT: string;

const limit = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'speedy-pack-'));
const base = join(folder, 's');

after(async () => {
  await endBackends(base);
  rmSync(folder, { recursive: true, force: true });
});

/** @returns what the command says */
function run(command: string[], cwd = folder, env: NodeJS.ProcessEnv = process.env): string {
  const [program = '', ...args] = command;
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: limit });
  assert.equal(done.status, 0, `${command.join(' ')}: ${done.error ?? ''}${done.stderr}`);
  return done.stdout + done.stderr;
}

function runsTwice(speedy: string): void {
  const script = join(folder, 'twice.ts');
  writeFileSync(script, `#!${speedy} -- -T${base}\nconsole.log(process.pid as number)`);
  chmodSync(script, 0o755);
  const [first, second] = [run([script]), run([script])];
  assert.match(first, /^\d+\n$/);
  assert.equal(second, first);
}

/** A script that is installed nowhere imports the very speedy that runs it; node, what it is told. */
function findsItself(speedy: string, modules: string): void {
  const text = "const { isSpeedy } = require('speedycgi'); console.log(isSpeedy(), __filename)";
  const script = join(folder, 'itself.cjs');
  writeFileSync(script, text);
  assert.equal(run([speedy, '--', `-T${base}`, script]), `true ${script}\n`);
  const env = { ...process.env, NODE_PATH: modules };
  assert.equal(run([process.execPath, script], folder, env), `false ${script}\n`);
}

/** The dependencies come from there. */
const skip = hasRegistry() ? false : 'npm’s registry can’t be reached';

test('the tarball of npm pack, installed globally, gives a working speedy', { skip }, () => {
  run(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder], resolve(ROOT));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  run(['npm', 'install', '--global', '--prefix', join(folder, 'prefix'), join(folder, tarball)]);
  runsTwice(join(folder, 'prefix/bin/speedy'));
  const modules = join(folder, 'prefix/lib/node_modules');
  findsItself(join(folder, 'prefix/bin/speedy'), modules);
  run(['npm', 'run', 'prepare'], join(modules, 'speedycgi')); // as npm link does
});

/** A search path with nothing but what a build needs, and no compiler. */
function pathWithoutCompiler(): string {
  const path = join(folder, 'bin');
  mkdirSync(path);
  for (const name of ['sh', 'env', 'readlink']) symlinkSync(`/bin/${name}`, join(path, name));
  return `${path}:${dirname(process.execPath)}`
    .split(':')
    .filter(
      (one) =>
        one === path || !readdirSync(one).some((name) => /^(musl-gcc|cc|gcc|clang)$/.test(name)),
    )
    .join(':');
}

test('without a compiler, the build says so in one line, and speedy works', () => {
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  const wanted = /^(backend|frontend|shared|man|build\.js|package\.json|node_modules)$/;
  for (const name of readdirSync(ROOT).filter((name) => wanted.test(name))) {
    if (name === 'node_modules') symlinkSync(resolve(ROOT, name), join(copy, name));
    else cpSync(resolve(ROOT, name), join(copy, name), { recursive: true });
  }
  const env = { ...process.env, PATH: pathWithoutCompiler() };
  const said = run([process.execPath, 'build.js'], copy, env);
  assert.match(said, /^speedy: build: no C compiler.*\n$/);
  const speedy = join(copy, 'dist/speedy');
  runsTwice(speedy);
  assert.match(run([speedy, '--help'], copy, env), /With -f, processes are started ahead/);
  const script = join(folder, 'fresh.cjs');
  writeFileSync(script, 'console.log(process.pid)');
  const fresh = () => run([speedy, '--', '-f', `-T${base}`, script], copy, env);
  assert.notEqual(fresh(), fresh());
});
