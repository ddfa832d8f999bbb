// Where a fresh run can't be: a script that is none, backends that don't get ready, no process more.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { processesNaming } from '../../end-backends.ts';
import { until } from '../../until.ts';
import { FreshShop } from './fresh-shop.ts';
import { forked, variants } from './variants.ts';

const limit = 20_000;

/** Read by Node.js at its start: backends fail before they are there, parents don't. */
const failing = (which: 'both' | 'forked') => `
const plain = process.umask;
const { pid } = process;
const isAhead = process.env.SPEEDY_PARENT !== undefined;
let calls = 0;
process.umask = (...args) => {
  if (process.pid !== pid || (${which === 'both'} && isAhead)) throw new Error('it is made to fail');
  return plain(...args);
};`;

/** No process can be made by Node.js while there is a file. */
const library = (path: string) => `
#include <errno.h>
#include <unistd.h>
#include <sys/syscall.h>
extern char *program_invocation_short_name;
static int fails(void) { return *program_invocation_short_name == 'n' && access("${path}", F_OK) == 0; }
int fork(void) { if (fails()) { errno = EAGAIN; return -1; } return (int)syscall(SYS_fork); }
int posix_spawn(int *pid, char *path, void *actions, void *attributes, char **args, char **env) {
  (void)pid, (void)path, (void)actions, (void)attributes, (void)args, (void)env;
  return EAGAIN;
}`;

for (const { name, program, isForked } of variants) {
  describe(name, () => {
    const shop = new FreshShop(program);
    after(() => shop.close());

    test('a script that isn’t there, or can’t be read', () => {
      const missing = shop.fresh([join(shop.folder, 'missing.cjs')]);
      assert.deepEqual([missing.out, missing.code], ['', 127]);
      assert.equal(shop.fresh([shop.folder]).code, 126);
    });

    for (const [ending, text] of [
      ['cjs', 'this is no script'],
      ['mjs', "import './missing.mjs'"],
      ['ts', 'const = 1'],
    ] as const) {
      test(`a script that can’t be run, .${ending}: its error, each time, and nothing worse`, () => {
        const path = shop.script(`broken.${ending}`, text);
        for (let i = 0; i < 3; i++) {
          const { out, err, code } = shop.fresh([path]);
          assert.deepEqual([out, code], ['', 1]);
          assert.match(err, /Error|error/);
        }
      });
    }

    test('a script that changes is the new one at once', async () => {
      const path = shop.script('changes.cjs', 'console.log(1)');
      for (let i = 0; i < 4; i++) {
        shop.script('changes.cjs', `console.log('version ${i}')`);
        assert.equal(shop.fresh([path]).out, `version ${i}\n`);
      }
    });

    test('backends that don’t get ready: an error says so, soon, and nobody is left', async () => {
      const own = new FreshShop(program);
      try {
        const preload = own.script('preload.cjs', failing('both'));
        const env = { NODE_OPTIONS: `--require=${preload}` };
        const { out, err, code } = own.fresh([own.script('one.cjs', 'console.log(1)')], env);
        assert.deepEqual([out, code], ['', 125], err);
        assert.match(err, /it is made to fail/);
        assert.match(err, /speedy: start a backend: .*: it ended before it was ready/);
        await until('none is left', limit, () => processesNaming(own.base).length === 0);
        assert.match(own.log, /no backend is made: it ended before it was ready/);
      } finally {
        await own.close();
      }
    });

    test('where forked ones don’t get ready, they are started ahead', {
      skip: !isForked && 'without forkable.so, none is forked',
    }, async () => {
      const own = new FreshShop(program);
      try {
        const preload = own.script('preload.cjs', failing('forked'));
        const env = { NODE_OPTIONS: `--require=${preload}` };
        const path = own.script('pid.cjs', 'console.log(process.pid)');
        const pids = Array.from({ length: 4 }, () => own.fresh([path], env).out);
        assert.equal(new Set(pids).size, 4, pids.join());
        assert.match(own.log, /fresh runs: processes started ahead: those that were forked/);
      } finally {
        await own.close();
      }
    });
  });
}

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

for (const { name, program } of hasCompiler ? forked : []) {
  test(`no process more can be made, ${name}: the run is served later, or an error says why`, async () => {
    const shop = new FreshShop(program);
    try {
      const full = join(shop.folder, 'full');
      const source = shop.script('full.c', library(full));
      const preload = join(shop.folder, 'full.so');
      const built = spawnSync('cc', ['-shared', '-fPIC', '-o', preload, source]);
      assert.equal(built.status, 0, String(built.stderr));
      const env = { LD_PRELOAD: preload };
      const path = shop.script('pid.cjs', 'console.log(process.pid)');
      writeFileSync(full, '');
      const { err, code } = shop.fresh([path], env);
      assert.equal(code, 125);
      assert.match(err, /no backend is made: Resource temporarily unavailable/);
      rmSync(full);
      assert.equal(shop.fresh([path], env).code, 0);
      await shop.spare();
      const said = shop.log.length;
      writeFileSync(full, '');
      assert.equal(shop.fresh([path], env).code, 0); // the spare one
      const later = shop.start([path], env);
      await until('it is said', limit, () => /no backend is made/.test(shop.log.slice(said)));
      rmSync(full);
      assert.equal((await later.ended).code, 0);
      assert.equal(existsSync(full), false);
    } finally {
      await shop.close();
    }
  });
}
