// Builds the C programs that the bench needs, the way the frontend is built: static, and with musl
// where it is there (glibc's start alone costs more than all else in an empty program, on virtual
// machines whose hypervisor answers CPUID).
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

declare const ROOT: string;

export type Compiler = 'musl-gcc' | 'cc';

export function isThere(compiler: Compiler): boolean {
  return spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Compiles test/bench/<name>.c into the folder; returns the program's path. */
export function compile(name: string, compiler: Compiler, folder: string): string {
  const source = resolve(ROOT, 'test/bench', `${name}.c`);
  const program = join(folder, `${name}-${compiler}`);
  const args = ['-O2', '-Wall', '-static', '-o', program, source];
  const { status, error, stderr } = spawnSync(compiler, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return program;
}
