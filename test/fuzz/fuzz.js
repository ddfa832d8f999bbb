// npm run fuzz -- --seconds 300 --seed 1: feeds the native frontend's readers with whatever a fuzzer
// comes upon, under the address sanitizer. It needs clang with its runtime libraries.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const targets = {
  queue: ['queue', 'take', 'scan', 'mend', 'clock', 'decimal', 'group', 'launch'],
  line: ['options', 'script'],
};
const flags = [
  ...['-g', '-O1', '-std=c11', '-D_GNU_SOURCE', '-Wno-macro-redefined'],
  ...['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=undefined'],
  ...['-D_exit=exit_here', '-Dkill=send_signal'],
];
const longest = 4096;
const quiet = 3; // neither of the standard outputs, but for what the fuzzer says

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    seed: { type: 'string', default: '0' },
  },
});
const seconds = Number(values.seconds);
if (!(seconds >= 1)) throw new Error(`--seconds ${values.seconds}: a number of at least 1`);

const folder = mkdtempSync(join(tmpdir(), 'speedy-fuzz-'));

function execute(program, args, why) {
  const { error, status } = spawnSync(program, args, { stdio: 'inherit', cwd: folder });
  if (error !== undefined || status !== 0) throw new Error(`${why}: ${error?.message ?? status}`);
}

function fuzz([name, parts]) {
  const program = join(folder, name);
  const corpus = join(folder, `${name}-corpus`);
  mkdirSync(corpus);
  const own = [name, 'surroundings'].map((part) => join(here, `${part}.c`));
  const fuzzed = parts.map((part) => join(root, 'frontend', `${part}.c`));
  const sources = ['-I', join(root, 'dist/generated'), ...own, ...fuzzed];
  execute('clang', [...flags, '-o', program, ...sources], 'clang, with its runtime libraries');
  const share = Math.ceil(seconds / Object.keys(targets).length);
  const limits = [`-max_total_time=${share}`, `-max_len=${longest}`, `-seed=${values.seed}`];
  const output = [`-close_fd_mask=${quiet}`, '-print_final_stats=1', '-verbosity=0'];
  execute(program, [...limits, ...output, `-artifact_prefix=${root}/`, corpus], name);
}

try {
  for (const target of Object.entries(targets)) fuzz(target);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
