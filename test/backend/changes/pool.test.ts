// Who serves when files change: callers at once, a pool, a run that goes on, and where inotify says nothing.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { states } from '../../../shared/layout.ts';
import { textOf } from '../../../shared/text-of.ts';
import { entriesIn } from '../../frontend/made-up-group.ts';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { EditShop } from './edit-shop.ts';

const run = promisify(execFile);
const limit = 20_000;
const callers = 4;
const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);

const script = "console.log(require('./module.cjs'), process.pid)";
const text = (version: number): string => `module.exports = ${version}`;
/** The directory of its queue and sockets. */
const groupOf = (pid: number): string =>
  /\0([^\0]*)\/queue\0/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1] ?? '';

/** Never half of it. */
function edit(path: string, version: number): void {
  writeFileSync(`${path}.new`, text(version));
  renameSync(`${path}.new`, path);
}

for (const { name, program, share } of frontends) {
  describe(`changes, ${name}`, () => {
    const shop = new EditShop(program);
    after(() => shop.close());
    const start = (args: readonly string[]) =>
      run(program, [...args], { env: shop.env, cwd: shop.folder });

    test(`${callers} callers while a module is edited: none gets what was edited away before`, async () => {
      const main = shop.write('calls/main.cjs', script);
      const path = shop.write('calls/module.cjs', text(0));
      const edits = 30 * share;
      let version = 0;
      const call = async () => {
        while (version < edits) {
          const least = version;
          const { stdout, stderr } = await start([main]);
          assert.equal(stderr, '');
          assert.ok(Number.parseInt(stdout, 10) >= least, `${stdout}: at least ${least}`);
        }
      };
      const calls = Array.from({ length: callers }, call);
      while (version < edits) {
        edit(path, version + 1);
        version++;
        await start([main]);
      }
      await Promise.all(calls);
    });

    test('a run that goes on ends as it began; the next one is new', async () => {
      const path = shop.write('long/module.cjs', text(1));
      const main = shop.write(
        'long/main.cjs',
        `const value = require('./module.cjs');
        console.log(value, process.pid);
        process.stdin.on('end', () => console.log(require('./module.cjs'))).resume();`,
      );
      const going = spawn(program, [main], { env: shop.env });
      let out = '';
      going.stdout.on('data', (data) => {
        out += data;
      });
      await until('it has begun', limit, () => out.endsWith('\n'));
      const pid = Number(out.split(' ')[1]);
      edit(path, 2);
      const next = shop.ask('long/main.cjs');
      assert.equal(next.value, '2');
      going.stdin.end();
      await until('it is over', limit, () => going.exitCode !== null);
      assert.equal(out, `1 ${pid}\n1\n`);
      await until('its backend is gone', limit, () => !isThere(pid));
      assert.equal(shop.ask('long/main.cjs').pid, next.pid);
    });

    test('a pool: all are gone soon, whether anybody asks or not, and one is ready', async (t) => {
      const path = shop.write('pool/module.cjs', text(1));
      const main = shop.write(
        'pool/main.cjs',
        `console.log(require('./module.cjs'), process.pid); setTimeout(() => {}, 300)`,
      );
      const fill = async () => {
        const runs = await Promise.all(Array.from({ length: 6 }, () => start([main])));
        return runs.map(({ stdout }) => Number(stdout.split(' ')[1]));
      };
      const logged = textOf(shop.logPath).length;
      const isScarce = () => /looked at for each run/.test(textOf(shop.logPath).slice(logged));
      const first = await fill();
      edit(path, 2);
      assert.equal(shop.ask('pool/main.cjs').value, '2');
      await until('they are gone', limit, () => !first.some(isThere));
      const second = await fill();
      const group = groupOf(second[0] ?? 0);
      const pidsIn = (state: number) =>
        entriesIn(group)
          .filter((entry) => entry.get('state') === state)
          .map((entry) => entry.get('pid'));
      // Some may have been started for callers that others have served: they have loaded nothing.
      const isCalm = () => pidsIn(states.starting).length === 0 && pidsIn(states.idle).length > 0;
      await until('none starts any more', limit, isCalm);
      // Then only who is asked looks at its files: whatever else this user runs has the others.
      if (isScarce()) return t.skip('this user has no inotify instances to spare');
      edit(path, 3);
      await until('they are gone', limit, () => !second.some(isThere));
      await until('one is ready', limit, isCalm);
      const prepared = pidsIn(states.idle);
      const { value, pid } = shop.ask('pool/main.cjs');
      assert.equal(value, '3');
      assert.ok(prepared.includes(pid), `${pid} of ${prepared}`);
    });

    for (const [what, scarcity] of [
      ['no inotify to spare', 'echo 16 > /proc/sys/user/max_inotify_instances'],
      ['few watches', 'echo 9 > /proc/sys/user/max_inotify_watches'],
    ] as const) {
      const isPossible = spawnSync('unshare', ['-Ur', 'sh', '-c', scarcity]).status === 0;
      test(`where there is ${what}, files are looked at`, {
        skip: !isPossible && 'no unshare',
      }, async () => {
        const scarce = new EditShop(program);
        try {
          scarce.write('far/module.cjs', text(0));
          scarce.write('far/data.json', '0');
          scarce.write(
            'main.cjs',
            "console.log(require('./far/module.cjs'), require('./far/data'))",
          );
          const times = Math.ceil(8 * share);
          const loop = `${scarcity}; i=1; "$0" main.cjs; while [ $i -le ${times} ]; do
            echo "module.exports = $i" > far/module.cjs; "$0" main.cjs
            echo $i > far/data.new; mv far/data.new far/data.json; "$0" main.cjs
            i=$((i + 1)); done; "$0" main.cjs
            echo 'module.exports = "first"' > far/data; "$0" main.cjs`;
          const { stdout } = await run('unshare', ['-Ur', 'sh', '-c', loop, program], {
            env: scarce.env,
            cwd: scarce.folder,
          });
          const turns = Array.from(
            { length: times },
            (_, i) => `${i + 1} ${i}\n${i + 1} ${i + 1}\n`,
          );
          const last = `${times} ${times}\n`;
          assert.equal(stdout, `0 0\n${turns.join('')}${last}${times} first\n`);
          assert.match(scarce.log, /files are looked at for each run: /);
        } finally {
          await scarce.close();
        }
      });
    }

    for (const mode of ['-f', '-f --ahead']) {
      const times = Math.ceil(20 * share);
      test(`fresh runs, ${mode}: ${times} edits`, () => {
        const options = ['--', ...mode.split(' ')];
        const folder = mode.replaceAll(' ', '');
        const path = shop.write(`${folder}/lib/module.cjs`, text(0));
        shop.write(`${folder}/main.cjs`, "console.log(require('./lib/module.cjs'), process.pid)");
        const ask = () => shop.ask(`${folder}/main.cjs`, options).value;
        for (let i = 1; i <= times; i++) {
          edit(path, i);
          for (let k = 0; k < 3; k++) assert.equal(ask(), String(i));
          const lib = join(shop.folder, folder, 'lib');
          renameSync(lib, `${lib}.${i}`);
          shop.write(`${folder}/lib/module.cjs`, text(-i));
          assert.equal(ask(), String(-i));
        }
      });
    }
  });
}
