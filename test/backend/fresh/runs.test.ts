// What a fresh run is: a process that nobody has run in before.
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { FreshShop } from './fresh-shop.ts';
import { variants } from './variants.ts';

const inARow = 20;
const together = 16;

/** What a process has that it was not told. */
const surroundings = `
const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const status = readFileSync('/proc/self/status', 'utf8');
const stat = readFileSync('/proc/self/stat', 'utf8').split(' ');
const linked = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd) } catch { return '' } };
const kind = (fd) => linked(fd).replace(/[\\d[\\]]+/g, '').replace(/\\w{32}/, '').replace(/.*\\//, '');
const descriptors = readdirSync('/proc/self/fd').map(kind).filter(Boolean).sort();
const names = Object.keys(process.env).sort();
const child = execFileSync('/usr/bin/env', { encoding: 'utf8' }).split('\\n').sort();
console.log(JSON.stringify({
  signals: ['SigBlk', 'SigIgn', 'SigCgt'].map((name) => status.match(name + ':\\\\s+(\\\\w+)')[1]),
  leads: [stat[4], stat[5]].every((one) => one === String(process.pid)),
  oom: readFileSync('/proc/self/oom_score_adj', 'utf8').trim(),
  umask: process.umask(), cwd: process.cwd(), names, child, descriptors,
  execArgv: process.execArgv, argv: process.argv.slice(2), title: process.title,
  zone: new Date(0).getTimezoneOffset(), up: process.uptime() < 5,
}));`;

/** A backend that has made runs, as a parent has, keeps a descriptor for its standard input. */
const keepsInput = Number(process.versions.node.split('.')[0]) < 22;

for (const { name, program, share, isForked } of variants) {
  describe(name, () => {
    const shop = new FreshShop(program);
    after(() => shop.close());

    test('every run has a process of its own, and none is there twice', async () => {
      const path = shop.script('pid.cjs', 'console.log(process.pid)');
      const one = () => shop.fresh([path]).out.trim();
      const pids = Array.from({ length: Math.max(3, inARow * share) }, one);
      pids.push(...(await shop.atOnce(Math.max(4, together * share), [path])));
      assert.equal(new Set(pids).size, pids.length, pids.join());
    });

    test('nothing of a module or a global stays', () => {
      shop.script('count.cjs', 'let count = 0; module.exports = () => ++count');
      shop.script('count.mjs', 'let count = 0; export default () => ++count');
      const text = `
        import common from './count.cjs';
        import module from './count.mjs';
        globalThis.count = (globalThis.count ?? 0) + 1;
        console.log(common(), module(), globalThis.count);`;
      const path = shop.script('counts.mjs', text);
      for (let i = 0; i < 4; i++) assert.equal(shop.fresh([path]).out, '1 1 1\n');
    });

    test('signals, descriptors, environment and the rest are those of other runs', () => {
      const path = shop.script('surroundings.cjs', surroundings);
      const env = { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' };
      shop.run(program, ['--no-warnings', path, 'a'], env);
      const wanted = JSON.parse(shop.run(program, ['--no-warnings', path, 'a'], env).out);
      assert.equal(wanted.leads, true);
      for (let i = 0; i < 3; i++) {
        const { out, err } = shop.run(program, ['--no-warnings', '--', '-f', path, 'a'], env);
        assert.equal(err, '');
        const { descriptors, ...rest } = JSON.parse(out);
        if (!isForked && keepsInput) descriptors.push('null');
        assert.deepEqual({ ...rest, descriptors: descriptors.sort() }, wanted);
      }
    });

    test('a socket is the user’s alone, and the directory may have a long path', async () => {
      const path = shop.script('long.cjs', 'console.log(1)');
      const short = join(shop.folder, 'd');
      mkdirSync(short);
      const longest = 107 - ['.4294967295', 'k'.repeat(32), '4294967295'].join('/').length;
      const base = `${short}/`.padEnd(longest, 'x');
      const { out, err } = shop.fresh([path], { SPEEDY_TMPBASE: base });
      assert.deepEqual([out, err], ['1\n', '']);
    });

    test('the sockets have mode 0600', async () => {
      const other = new FreshShop(program);
      try {
        const path = other.script('mode.cjs', 'console.log(1)');
        other.fresh([path]);
        const socket = join(other.groups[0] ?? '', String(await other.spare()));
        assert.equal(statSync(socket).mode & 0o777, 0o600);
      } finally {
        await other.close();
      }
    });
  });
}
