// Bundles the tests (TypeScript, which Node.js 20 doesn't read) and hands them to node:test;
// with --bench or --chaos, bundles and runs that program instead. SPEEDY_TEST_NODE in the environment
// is the path of another Node.js to build for, and to test with.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const node = process.env.SPEEDY_TEST_NODE ?? process.execPath;
const wanted = process.argv.slice(2);
const programs = { '--bench': 'bench/bench.ts', '--chaos': 'chaos/main.ts' };
const program = programs[wanted[0]];

function testFiles() {
  const all = readdirSync(here, { recursive: true }).map(String);
  const tests = all.filter((name) => /^(?!.*node_modules).*\.test\.ts$/.test(name));
  return wanted.length === 0 ? tests : tests.filter((t) => wanted.some((w) => t.includes(w)));
}

if (node !== process.execPath) {
  execFileSync(node, [join(here, '../build.js')], { stdio: 'inherit' });
}
const entries = program === undefined ? testFiles() : [program];
// Beside node_modules, so that the bundles find the packages that they leave outside.
const outdir = mkdtempSync(join(here, '../.test-'));
await build({
  entryPoints: entries.map((name) => join(here, name)),
  outdir,
  outbase: here,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'inline',
  // shared/ is written for the bundles of dist/, which are CommonJS.
  banner: {
    js: [
      "import { createRequire as requireFrom } from 'node:module';",
      'const { filename: __filename, dirname: __dirname } = import.meta;',
      'const require = requireFrom(__filename);',
    ].join('\n'),
  },
  define: { ROOT: JSON.stringify(join(here, '..')) },
});
const bundles = entries.map((name) => relative('.', join(outdir, name.replace(/\.ts$/, '.mjs'))));
// Two files at once: while one waits, the other works. No test may count on an idle machine.
const how =
  program === undefined
    ? ['--test', '--test-concurrency=2', ...bundles]
    : [...bundles, ...wanted.slice(1)];
const env = { ...process.env };
// Each node would read them as it starts, which takes longer than all else: no test needs any.
if (program === undefined) delete env.NODE_EXTRA_CA_CERTS;
const { status, signal } = spawnSync(node, ['--enable-source-maps', ...how], {
  stdio: 'inherit',
  env,
});
rmSync(outdir, { recursive: true, force: true });
process.exitCode = signal === null ? status : 1;
