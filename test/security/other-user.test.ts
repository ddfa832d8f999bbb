// What another user can't do: stand in for one's directory, queue or backend, and reach them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startOf } from '../../shared/process-start.ts';
import { endBackends } from '../end-backends.ts';
import { idleRecord, makeGroup } from '../frontend/made-up-group.ts';
import { frontends } from '../frontends.ts';
import { asOther, missingOther, otherUser, runAsOther } from '../other-user.ts';
import { Workshop } from '../workshop.ts';

const unsafeDirectory =
  'not a directory of this user with mode 0700; remove it, or choose another with -T';
const unsafeQueue = 'not a regular file of this user; remove it';

const shop = new Workshop();
chmodSync(shop.folder, 0o777); // as /tmp is
after(() => shop.close());
const hello = shop.script('hello.cjs', 'console.log("hello", process.geteuid())');
const skip = missingOther;

/** What somebody puts where the other user's directory will be; who runs as root may do all. */
const planted: Record<string, (path: string) => void> = {
  'a directory': (path) => mkdirSync(path, { mode: 0o700 }),
  'an open directory': (path) => {
    mkdirSync(path);
    chmodSync(path, 0o777);
  },
  'a directory that it can’t enter': (path) => mkdirSync(path, { mode: 0o000 }),
  'a link to a directory of the user’s own': (path) => {
    mkdirSync(`${path}.own`, { mode: 0o700 });
    chownSync(`${path}.own`, otherUser, otherUser);
    symlinkSync(`${path}.own`, path);
  },
  'a link to nowhere': (path) => symlinkSync(`${path}.none`, path),
  'a file': (path) => writeFileSync(path, ''),
};

/** Connects, and says what becomes of that. */
const connecting = `
const [, path] = process.argv;
const socket = require('node:net').connect(path, () => { socket.write(Buffer.alloc(64, 1)); });
socket.on('error', ({ code }) => console.log(code)).on('close', () => console.log('closed'));
socket.resume();`;

/** Takes whoever connects. */
const accepting = `
const [, path] = process.argv;
process.umask(0);
require('node:net').createServer((socket) => socket.on('data', () => console.log('data')))
  .listen(path, () => console.log('listening'));`;

/** The folder of the only group. */
function groupOf(base: string, user: number): string {
  const home = `${base}.${user}`;
  const [key = ''] = readdirSync(home).filter((name) => name.length === 32);
  return join(home, key);
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8);

for (const { name, program } of frontends) {
  describe(name, { skip }, () => {
    for (const [i, [what, plant]] of Object.entries(planted).entries()) {
      test(`${what} of somebody else is refused`, () => {
        const base = join(shop.folder, `${name}-${i}`);
        plant(`${base}.${otherUser}`);
        const { stdout, stderr, status } = runAsOther([program, hello], { SPEEDY_TMPBASE: base });
        const refusal = `speedy: use the directory: ${base}.${otherUser}: ${unsafeDirectory}\n`;
        assert.deepEqual([stdout, stderr, status], ['', refusal, 125]);
      });
    }

    test('a directory that only its owner differs in is refused', () => {
      const base = join(shop.folder, `${name}-given`);
      mkdirSync(`${base}.0`, { mode: 0o700 });
      chownSync(`${base}.0`, otherUser, otherUser);
      const { out, err, code } = shop.run(program, [hello], { SPEEDY_TMPBASE: base });
      const refusal = `speedy: use the directory: ${base}.0: ${unsafeDirectory}\n`;
      assert.deepEqual([out, err, code], ['', refusal, 125]);
    });

    test('two users share nothing, and what is theirs nobody else can enter', async () => {
      const base = join(shop.folder, `${name}-shared`);
      const env = { SPEEDY_TMPBASE: base };
      try {
        const mine = shop.shell('/bin/sh', `umask 0; SPEEDY_TMPBASE=${base} ${program} ${hello}`);
        assert.equal(mine.out, 'hello 0\n');
        assert.equal(runAsOther([program, hello], env).stdout, `hello ${otherUser}\n`);
        assert.equal(lstatSync(`${base}.${otherUser}`).uid, otherUser);
        const group = groupOf(base, 0);
        assert.deepEqual([modeOf(`${base}.0`), modeOf(group)], ['700', '700']);
        const files = readdirSync(group).map((file) => join(group, file));
        assert.ok(files.length >= 2, 'a queue and a socket');
        for (const file of [...files, join(`${base}.0`, 'log')]) {
          assert.equal(modeOf(file), '600', file);
          assert.notEqual(runAsOther(['test', '-e', file]).status, 0);
        }
      } finally {
        await endBackends(base);
      }
    });

    test('a queue of another user’s is refused', async () => {
      const group = await makeGroup(shop, program, hello, []);
      chownSync(join(group, 'queue'), otherUser, otherUser);
      const { out, err, code } = shop.run(program, [hello]);
      const refusal = `speedy: use the queue: ${group}/queue: ${unsafeQueue}\n`;
      assert.deepEqual([out, err, code], ['', refusal, 125]);
    });

    test('a backend of another user’s is told nothing', async () => {
      const elsewhere = join(shop.folder, `${name}-socket`);
      const [setpriv, ...rest] = asOther;
      const args = [...rest, process.execPath, '-e', accepting, elsewhere];
      const thief = spawn(setpriv, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      thief.stdout.on('data', (data) => {
        said += data;
      });
      try {
        await once(thief.stdout, 'data');
        const pid = thief.pid as number;
        const record = idleRecord(pid);
        record.setLong('pidStart', startOf(pid));
        const group = await makeGroup(shop, program, hello, [record]);
        renameSync(elsewhere, join(group, String(pid)));
        const { out, err, code } = shop.run(program, [hello]);
        const refusal = `speedy: send the request: ${group}: the backend belongs to another user\n`;
        assert.deepEqual([out, err, code], ['', refusal, 125]);
        assert.equal(said, 'listening\n');
      } finally {
        thief.kill();
        await once(thief, 'exit');
      }
    });
  });
}

test('a backend refuses another user’s request, and says so in its log', { skip }, async () => {
  const base = join(shop.folder, 'reached');
  const [{ program }] = frontends as [(typeof frontends)[0]];
  const env = { SPEEDY_TMPBASE: base };
  try {
    assert.equal(shop.run(program, [hello], env).out, 'hello 0\n');
    const group = groupOf(base, 0);
    const [socket = ''] = readdirSync(group).filter((file) => /^\d+$/.test(file));
    const path = join(group, socket);
    const connect = () => runAsOther([process.execPath, '-e', connecting, path]).stdout;
    assert.equal(connect(), 'EACCES\nclosed\n');
    for (const open of [`${base}.0`, group, path]) chmodSync(open, 0o777); // somebody was careless
    assert.match(connect(), /^(EPIPE\n|ECONNRESET\n)?closed\n$/);
    const log = readFileSync(join(`${base}.0`, 'log'), 'utf8');
    assert.match(log, new RegExp(`request refused: it is user ${otherUser}'s\n`));
    for (const closed of [`${base}.0`, group]) chmodSync(closed, 0o700);
    assert.equal(shop.run(program, [hello], env).out, 'hello 0\n');
  } finally {
    await endBackends(base);
  }
});
