// What a warm run costs: the system calls of the native frontend itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const most = 25;
/** A run that takes longer than a moment, on a busy machine, has its signals watched: two of these. */
const watch = 'signalfd4';
const watchCalls = 5;
/** Those by which the kernel and the C library begin and end a program, and get it memory. */
const notOurs =
  /^(execve|arch_prctl|set_tid_address|set_robust_list|rseq|prlimit64|readlink|readlinkat|getrandom|mprotect|brk|mmap|munmap|exit_group)$/;

const strace = spawnSync('strace', ['-V']).error === undefined;
const native = frontends.find(({ name }) => name === 'speedy')?.program ?? '';
const isProgram = native !== '' && readFileSync(native).subarray(1, 4).toString() === 'ELF';
const missing = !strace ? 'strace is not installed' : !isProgram && 'there is no native frontend';

test('a warm run makes few system calls', { skip: missing }, () => {
  const script = shop.script('empty.cjs', '');
  const log = join(shop.folder, 'calls');
  assert.equal(shop.run(native, [script]).code, 0);
  assert.equal(shop.run('strace', ['-f', '-o', log, native, script]).code, 0);
  const names = readFileSync(log, 'utf8').matchAll(/^\d+ +(\w+)\(/gm);
  const calls = [...names].map(([, name = '']) => name).filter((name) => !notOurs.test(name));
  assert.ok(calls.includes('sendmsg') && !calls.includes('fork'), 'a warm run');
  const limit = calls.includes(watch) ? most + watchCalls : most;
  assert.ok(calls.length <= limit, `${calls.length} calls: ${calls.join(' ')}`);
});
