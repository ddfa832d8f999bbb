// The TypeScript frontend's wrapper under each shell that /bin/sh may be.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { startOf } from '../../shared/process-start.ts';
import { textOf } from '../../shared/text-of.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

const limit = 30_000;
const wrapper = frontends.find(({ name }) => name === 'speedy-ts')?.program ?? '';
/** The last one has no pipes for here-documents. */
const shells = ['dash', 'bash', 'bash --posix', 'busybox sh', 'env BASH_COMPAT=5.0 bash'];

const shown = shop.script(
  'shown.cjs',
  `const fs = require('node:fs');
   const links = [0, 1, 2].map((fd) => fs.readlinkSync('/proc/self/fd/' + fd));
   fs.writeFileSync('found', JSON.stringify([process.argv.slice(2), process.env['a.b'], links]));
   process.exit(7);`,
);

/** The copy of the wrapper among them. */
function commandLines(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}

/** Where the copy has just been made. */
const step = /^\)$/m;

for (const shell of shells) {
  const [command = '', ...options] = shell.split(' ');
  const isMissing = spawnSync(command, ['-c', ':']).error !== undefined;
  describe(shell, { skip: isMissing && `${command} is not installed` }, () => {
    for (const closing of ['', '<&-', '>&-', '2>&-', '<&- >&-', '<&- >&- 2>&-']) {
      test(`hands over what it got, ${closing || 'none'} closed`, async () => {
        const run = `env a.b=1 ${shell} "$0" "$@" <in >out 2>err ${closing}`;
        shop.script('in', '');
        const { code } = shop.shell(wrapper, run, [shown, 'x', '', `${shell} y`]);
        assert.equal(code, 7);
        const [args, variable, links] = JSON.parse(readFileSync(`${shop.folder}/found`, 'utf8'));
        assert.deepEqual([args, variable], [['x', '', `${shell} y`], '1']);
        assert.deepEqual(
          links,
          ['<', '>', '2>'].map((sign, fd) =>
            closing.split(' ').includes(`${sign}&-`)
              ? '/dev/null'
              : `${shop.folder}/${['in', 'out', 'err'][fd]}`,
          ),
        );
        await until('no copy is left', limit, () =>
          commandLines().every((line) => !line.includes(`${shell} y`)),
        );
      });
    }

    /** It signals itself there, and says before who the copy is. (From a socket, bash reads .bashrc.) */
    const signalling = (signal: string) => {
      const lines = `)\necho $copy; kill -${signal} $$`;
      const text = readFileSync(wrapper, 'utf8').replace(step, () => lines);
      return [...options, '-c', text, wrapper, shown];
    };

    test('killed when the copy is there: it doesn’t stay', async () => {
      const { stdout, signal } = spawnSync(command, signalling('KILL'), {
        timeout: limit,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      assert.equal(signal, 'SIGKILL');
      const copy = Number(stdout);
      assert.ok(copy > 0);
      await until('it has ended', limit, () => startOf(copy) === 0n);
    });

    test('stopped when the copy is there: goes on', async () => {
      const how = { cwd: shop.folder, env: shop.env, stdio: 'ignore' } as const;
      const child = spawn(command, signalling('STOP'), how);
      const ended = once(child, 'exit');
      const isStopped = () => /^State:\tT/m.test(textOf(`/proc/${child.pid}/status`));
      await until('it has stopped', limit, isStopped);
      child.kill('SIGCONT');
      assert.deepEqual(await ended, [7, null]);
    });

    test('hands over to the interpreter itself', () => {
      const run = `exec 6<in 9<in; env A=1 SPEEDY_OFF=1 ${shell} "$0" "$@"`;
      const script = shop.script(
        'off.cjs',
        `const links = [6, 9].map((fd) => require('node:fs').readlinkSync('/proc/self/fd/' + fd));
         console.log(process.env.A, ...links);`,
      );
      const input = shop.script('in', '');
      const { out, code } = shop.shell(wrapper, run, [script]);
      assert.deepEqual([out, code], [`1 ${input} ${input}\n`, 0]);
    });
  });
}
