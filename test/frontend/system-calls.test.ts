// What a warm run costs: the system calls of the native frontend itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 30_000;
const most = 26;
/** Those by which the kernel and the C library begin and end a program, and get it memory. */
const notOurs =
  /^(execve|arch_prctl|set_tid_address|set_robust_list|rseq|prlimit64|readlink|readlinkat|getrandom|mprotect|brk|mmap|munmap|exit_group)$/;

const strace = spawnSync('strace', ['-V']).error === undefined;
const native = frontends.find(({ name }) => name === 'speedy')?.program ?? '';
const isProgram = native !== '' && readFileSync(native).subarray(1, 4).toString() === 'ELF';
const missing = !strace ? 'strace is not installed' : !isProgram && 'there is no native frontend';

/** As strace shows them: of one that takes longer than some milliseconds, there are more. */
const isShort = (log: string): boolean => !/^\d+ +poll\(.*Timeout/m.test(log);

test('a warm run makes few system calls', { skip: missing }, async () => {
  const script = shop.script('empty.cjs', '');
  const path = join(shop.folder, 'calls');
  assert.equal(shop.run(native, [script]).code, 0);
  let log = '';
  await until('a run is short', limit, () => {
    assert.equal(shop.run('strace', ['-f', '-o', path, native, script]).code, 0);
    log = readFileSync(path, 'utf8');
    return isShort(log);
  });
  const names = log.matchAll(/^\d+ +(\w+)\(/gm);
  const calls = [...names].map(([, name = '']) => name).filter((name) => !notOurs.test(name));
  assert.ok(calls.includes('sendmsg') && !calls.includes('fork'), 'a warm run');
  assert.ok(calls.length <= most, `${calls.length} calls: ${calls.join(' ')}`);
});
