// Builds dist/: the bundles, the generated header, the native frontend.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
mkdirSync(dist, { recursive: true });

const bundle = (options) =>
  build({ absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', ...options });

const alias = {
  // The decoder alone: with the encoder and its native part, a backend starts later and is larger.
  'msgpackr/unpack': join(root, 'node_modules/msgpackr/unpack.js'),
  // proper-lockfile would have them change process.cwd() and the end of the process for scripts.
  'graceful-fs': 'node:fs',
  'signal-exit': join(root, 'shared/no-exit-hook.cjs'),
};

const { outputFiles } = await bundle({
  entryPoints: ['backend/backend.ts', 'backend/obituary.ts'],
  outdir: 'dist',
  format: 'cjs',
  alias,
  minifyWhitespace: true,
  external: ['esbuild', 'koffi', './resolve.mjs'],
  outExtension: { '.js': '.cjs' },
  write: false,
});
// The build's name is that of its contents: another build never talks to this one's backends.
const digest = createHash('sha256').update(version);
for (const file of ['options', 'layout', 'protocol', 'errors'])
  digest.update(readFileSync(join(root, `shared/${file}.ts`)));
for (const { contents } of outputFiles) digest.update(contents);
const name = digest.digest('hex').slice(0, 16);
for (const { path, text } of outputFiles) writeFileSync(path, text.replaceAll('@BUILD@', name));
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
copyFileSync(join(root, 'backend/interpreters/node/resolve.mjs'), join(dist, 'resolve.mjs'));

/** What a TypeScript module of the build exports. */
async function load(entry) {
  const outfile = join(dist, `${entry.replace('/', '-')}.mjs`);
  await bundle({ entryPoints: [entry], outfile, format: 'esm', packages: 'external' });
  const exported = await import(pathToFileURL(outfile));
  rmSync(outfile);
  return exported;
}

const { generate } = await load('frontend/generate.ts');
mkdirSync(join(dist, 'generated'), { recursive: true });
writeFileSync(join(dist, 'generated/generated.h'), generate(version, name));

const { manuals } = await load('man/build.ts');
manuals(version, join(root, 'man'), join(dist, 'man'));

const program = join(dist, 'speedy_backend');
const text = readFileSync(join(root, 'backend/speedy_backend.sh'), 'utf8');
writeFileSync(program, text.replace('@NODE@', process.execPath));
chmodSync(program, 0o755);

const sources = [
  ...['speedy', 'options', 'script', 'group', 'request', 'send', 'signals', 'fail', 'decimal'],
  ...['queue', 'take', 'line', 'launch', 'start', 'scan', 'mend', 'alive', 'clock', 'death'],
];
const has = (compiler) => spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;
const compiler = ['musl-gcc', 'cc', 'gcc', 'clang'].find(has);
if (compiler === undefined) {
  console.error('speedy: build: no C compiler (musl-gcc, cc): install one for the native frontend');
  process.exit(1);
}
// What is mapped and touched is paid for in every run: one segment for all that is read only, no
// tables that are relocated, nothing that isn't called.
const flags = [
  ...['-Os', '-static', '-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-s'],
  ...['-fno-pie', '-no-pie', '-fno-asynchronous-unwind-tables'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'],
  ...['-Wl,-z,norelro', '-Wl,-z,noseparate-code', '-Wl,--build-id=none'],
];
const { status } = spawnSync(
  compiler,
  [
    ...flags,
    '-I',
    join(dist, 'generated'),
    '-o',
    join(dist, 'speedy'),
    ...sources.map((source) => join(root, `frontend/${source}.c`)),
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
