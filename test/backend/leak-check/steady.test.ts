// Scripts that leave nothing: nothing is found in many runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Room } from './room.ts';

declare const ROOT: string;

const corpus = join(ROOT, 'test/differential/corpus');
/** Two windows of memory are full by then. */
const runs = 66;

/** Prints its port. */
const serving = `
const server = require('node:http').createServer((request, response) => response.end(request.url));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
/** A new origin in each run would be kept by fetch. */
const fetching = "console.log(await (await fetch('http://127.0.0.1:' + process.argv[2])).text());";
/** Node.js's agent keeps the connection. */
const agent =
  "require('node:http').get({ port: process.argv[2] }, (response) => response.resume());";
const asking = `
import { createServer, get } from 'node:http';
const server = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1', () =>
  get({ port: server.address().port }, (response) => response.resume().on('end', () => server.close())),
);
`;
const waiting = `
import { setTimeout as sleep } from 'node:timers/promises';
await Promise.all([1, 2, 3].map((time) => sleep(time)));
clearInterval(setInterval(() => {}, 1000));
setTimeout(() => setImmediate(() => process.nextTick(() => {})), 1);
`;
const spawning = `
const { execFile, spawn } = require('node:child_process');
execFile('true', () => {});
spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] }).stdin.end('x');
`;

const room = new Room();
after(() => room.close());

const scripts = {
  http: room.script('http.mjs', asking),
  agent: room.script('agent.cjs', agent),
  fetch: room.script('fetch.mjs', fetching),
  children: room.script('children.cjs', spawning),
  timers: room.script('timers.mjs', waiting),
  promises: join(corpus, 'leave/microtasks.cjs'),
  files: join(corpus, 'work/fs-promises.mjs'),
  zlib: join(corpus, 'work/zlib.mjs'),
  typescript: join(corpus, 'typescript/types.ts'),
};

const [frontend] = frontends;

describe('LeakCheck finds nothing', () => {
  const server = spawn(process.execPath, ['-e', serving], { stdio: ['ignore', 'pipe', 'inherit'] });
  after(() => server.kill());
  let port = '';
  before(async () => {
    port = String((await once(server.stdout, 'data'))[0]).trim();
  });

  for (const [name, path] of Object.entries(scripts)) {
    test(`${name}, in ${runs} runs`, () => {
      for (let i = 0; i < runs; i++) room.check(frontend?.program ?? '', 'warn', [path, port]);
      assert.deepEqual(room.found(path), []);
    });
  }

  test('the first stream of a process that had none', () => {
    const path = room.script('first.mjs', asking);
    const command = 'SPEEDY_LEAKCHECK=warn "$0" "$1" </dev/null >/dev/null 2>&1';
    assert.equal(room.shell(frontend?.program ?? '', command, [path]).code, 0);
    assert.deepEqual(room.found(path), []);
  });
});
