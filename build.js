// Builds dist/: the bundles, the generated header, the native frontend.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  entryPoints: {
    backend: 'backend/backend.ts',
    boot: 'backend/boot.ts',
    'keep-code': 'backend/keep-code.ts',
    compile: 'backend/compile.ts',
    obituary: 'backend/obituary.ts',
    overtime: 'backend/overtime/overtime.ts',
    inspector: 'backend/inspector/inspect.ts',
    'leak-check': 'backend/leak-check/check.ts',
    frontend: 'frontend/speedy.ts',
    check: 'frontend/check/check.ts',
    admin: 'frontend/admin/admin.ts',
    speedycgi: 'backend/interface/speedycgi.ts',
    relay: 'frontend/relay-copy.ts',
  },
  outdir: 'dist',
  format: 'cjs',
  alias,
  external: [
    'cjs-module-lexer',
    'esbuild',
    'get-tsconfig',
    'koffi',
    './resolve.mjs',
    './sample.mjs',
    './inspector.cjs',
    './leak-check.cjs',
  ],
  outExtension: { '.js': '.cjs' },
  write: false,
});
const forkable = [
  'forkable',
  'sleepers',
  'threads',
  'ends',
  'random',
  'clock',
  'touched',
  'heap',
].map((source) => `backend/fresh/${source}.c`);
// The build's name is that of its contents, and of its Node.js: another build never talks to this one's
// backends.
const perlFiles = readdirSync(join(root, 'backend/interpreters/perl'), { recursive: true })
  .filter((file) => /\.p[lm]$/.test(file))
  .sort();
const digest = createHash('sha256').update(version).update(process.execPath);
for (const file of [
  ...['generate.ts', ...perlFiles].map((file) => `backend/interpreters/perl/${file}`),
  ...['options', 'variables', 'layout', 'wire', 'errors', 'scripts'].map(
    (file) => `shared/${file}.ts`,
  ),
  ...['speedy_backend.sh', 'fresh/rehearsed.cjs'].map((file) => `backend/${file}`),
  ...forkable,
  'backend/fresh/forkable.h',
  ...['unsettled', 'interrupt'].map((source) => `backend/interpreters/node/${source}.c`),
  ...['resolve.mjs', 'sample.mjs'].map((file) => `backend/interpreters/node/${file}`),
])
  digest.update(readFileSync(join(root, file)));
for (const { contents } of outputFiles) digest.update(contents);
const name = digest.digest('hex').slice(0, 16);
const compilers = ['musl-gcc', 'cc', 'gcc', 'clang'];
const has = (compiler) => spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;

// Into Node.js's own process, with the C library that is there: musl's is the last to be tried. What
// jumps from one stack to another is no fault here.
function compileIntoNode(name, sources) {
  const output = join(dist, name);
  rmSync(output, { force: true });
  const compiler = [...compilers.slice(1), ...compilers.slice(0, 1)].find(has);
  const options = ['-Os', '-std=gnu11', '-shared', '-fPIC', '-nostdlib', '-Wall', '-Wextra', '-s'];
  const checks = ['-U_FORTIFY_SOURCE', '-fno-stack-protector'];
  const args = [...options, ...checks, '-o', output, ...sources.map((path) => join(root, path))];
  return compiler !== undefined && spawnSync(compiler, args, { stdio: 'inherit' }).status === 0;
}
const canFork = compileIntoNode('forkable.so', forkable);
compileIntoNode('interrupt.so', ['backend/interpreters/node/interrupt.c']);
compileIntoNode('unsettled.node', ['backend/interpreters/node/unsettled.c']);
const freshMeans = canFork
  ? 'With -f, each run is forked from a process that is kept ready.'
  : 'With -f, processes are started ahead: speedy was built without a C compiler.';
const filled = (text) =>
  text
    .replaceAll('@BUILD@', name)
    .replaceAll('@VERSION@', version)
    .replaceAll('@FRESH_MEANS@', freshMeans);
for (const { path, text } of outputFiles) writeFileSync(path, filled(text));
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
for (const file of ['resolve.mjs', 'sample.mjs']) {
  copyFileSync(join(root, 'backend/interpreters/node', file), join(dist, file));
}
copyFileSync(join(root, 'backend/fresh/rehearsed.cjs'), join(dist, 'rehearsed.cjs'));
copyFileSync(join(root, 'backend/interface/speedycgi.mjs'), join(dist, 'speedycgi.mjs'));

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
writeFileSync(join(dist, 'generated/generated.h'), filled(generate(version, name)));

const perl = 'backend/interpreters/perl';
const { generatePerl } = await load(`${perl}/generate.ts`);
rmSync(join(dist, 'perl'), { recursive: true, force: true });
for (const file of perlFiles) {
  mkdirSync(dirname(join(dist, 'perl', file)), { recursive: true });
  copyFileSync(join(root, perl, file), join(dist, 'perl', file));
}
writeFileSync(join(dist, 'perl/Speedy/Shared.pm'), generatePerl(name));

const { manuals } = await load('man/build.ts');
manuals(version, join(root, 'man'), join(dist, 'man'));

const text = (path) => readFileSync(join(root, path), 'utf8');
const { declarations } = await load('backend/interface/declarations.ts');
const types = declarations(text('backend/interface/types.d.ts'));
for (const ending of ['cts', 'mts']) writeFileSync(join(dist, `speedycgi.d.${ending}`), types);

function writeProgram(name, text) {
  const path = join(dist, name);
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o755 });
}
const { valueOptions } = await load('shared/options.ts');
const { startVariables } = await load('shared/variables.ts');
// Behind the queue and the record.
const positionOf = (wanted) => String(3 + valueOptions.findIndex(({ name }) => name === wanted));
const backend = text('backend/speedy_backend.sh')
  .replace('@NODE@', process.execPath)
  .replace('@INTERPRETER@', positionOf('Interpreter'))
  .replace('@FRESH@', positionOf('Fresh'));
writeProgram('speedy_backend', backend);
// Both look for Node.js in the same way.
const [findNode] = /^self=.*^\[ -x "\$node" \][^\n]*/ms.exec(backend);
// Without LD_LIBRARY_PATH, Node.js itself may not start.
const unset = startVariables.filter((name) => name !== 'LD_LIBRARY_PATH');
const { failures } = await load('shared/errors.ts');
const wrapper = text('frontend/speedy-ts.sh')
  .replace('@SET_ID_TRIED@', failures.setId.tried)
  .replace('@SET_ID_WHY@', failures.setId.why)
  .replace('@SET_ID_STATUS@', String(failures.setId.status))
  .replace('@FIND_NODE@', () => findNode)
  .replace('@START_VARIABLES@', unset.join(' '));
writeProgram('speedy-ts', wrapper);

const sources = [
  ...['speedy', 'options', 'script', 'group', 'request', 'send', 'signals', 'stop', 'fail'],
  ...['interpreter', 'path', 'set-id'],
  ...['decimal', 'queue', 'take', 'line', 'launch', 'start', 'scan', 'mend', 'alive'],
  ...['clock', 'death', 'program', 'relay', 'flow', 'transfer', 'leave-copy'],
];
// What is mapped and touched is paid for in every run: one segment for all that is read only, no
// tables that are relocated, nothing that isn't called.
const flags = [
  ...['-Os', '-static', '-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-s'],
  ...['-fno-pie', '-no-pie', '-fno-asynchronous-unwind-tables'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'],
  ...['-Wl,-z,norelro', '-Wl,-z,noseparate-code', '-Wl,--build-id=none'],
];
function compile(compiler) {
  const output = join(dist, 'speedy');
  rmSync(output, { force: true });
  const files = sources.map((source) => join(root, `frontend/${source}.c`));
  const args = [...flags, '-I', join(dist, 'generated'), '-o', output, ...files];
  return spawnSync(compiler, args, { stdio: 'inherit' }).status === 0;
}

const compiler = compilers.find(has);
if (compiler !== undefined && !canFork) {
  console.error(
    `speedy: build: ${compiler} could not build forkable.so: with -f, processes are started ahead, not forked`,
  );
}
if (compiler === undefined || !compile(compiler)) {
  const why =
    compiler === undefined
      ? `no C compiler found (looked for ${compilers.join(', ')})`
      : `${compiler} could not build the native frontend`;
  console.error(
    `speedy: build: ${why}: dist/speedy is the TypeScript frontend; for the native one, and for fresh runs (-f) that are forked, install musl-tools or gcc and run npm run build`,
  );
  writeProgram('speedy', wrapper);
}

// When all is there: it runs a backend.
spawnSync(process.execPath, [join(dist, 'compile.cjs')], { stdio: 'inherit' });
