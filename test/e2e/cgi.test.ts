// The scripts of test/scripts/cgi as CGI programs, run through their `#!` lines by real web
// servers. SPEEDY_DIST: another directory with the frontends. SPEEDY_REQUIRE_SERVERS=1, or CI: a
// server that isn't installed is a failure.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { endBackends } from '../end-backends.ts';
import { until } from '../until.ts';
import { missing, required } from './missing.ts';
import { get, post } from './request.ts';
import { servers } from './servers/index.ts';
import type { Running, Server } from './servers/server.ts';
import { makeSite, type Site } from './site.ts';

declare const ROOT: string;

const DIST = process.env.SPEEDY_DIST || resolve(ROOT, 'dist');
// The second starts a Node.js for each request.
const FRONTENDS = [
  { name: 'speedy', atOnce: 50 },
  { name: 'speedy-ts', atOnce: 20 },
];
const SUITE_MS = 300_000;
const LOG_MS = 10_000;
const MEBIBYTE = 1 << 20;

for (const server of servers) {
  const absent = missing(server);
  if (absent === undefined) for (const frontend of FRONTENDS) testServer(server, frontend);
  else if (required) test(server.name, () => assert.fail(absent));
  else test(server.name, { skip: absent });
}

function testServer(server: Server, { name: frontend, atOnce }: (typeof FRONTENDS)[0]): void {
  describe(`${server.name}, ${frontend}`, { timeout: SUITE_MS }, () => {
    let site: Site;
    let running: Running;
    const url = (path: string) => `${running.origin}/cgi-bin/${path}`;
    const log = () => readFileSync(running.errorLog, 'utf8');
    const inLog = (text: string) => until(`logged: ${text}`, LOG_MS, () => log().includes(text));
    const check = (name: string, body: () => Promise<void>) =>
      test(name, () =>
        body().catch((error) => {
          console.error(log());
          throw error;
        }),
      );

    before(async () => {
      const program = join(DIST, frontend);
      assert.ok(existsSync(program), `${program} is not built`);
      site = makeSite(program);
      running = await server.start(site);
    });

    after(async () => {
      if (site === undefined) return;
      try {
        await running?.stop();
        await endBackends(site.tmpBase);
      } finally {
        site.remove();
      }
    });

    check('GET with query and path info', async () => {
      const { status, headers, body } = await get(url('echo.mjs/some/path?q=%C3%BC+1&empty='));
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'application/json');
      const expected = { method: 'GET', query: 'q=%C3%BC+1&empty=', path: '/some/path' };
      assert.deepEqual(JSON.parse(String(body)), expected);
    });

    check('POST of a mebibyte, echoed', async () => {
      const sent = randomBytes(MEBIBYTE);
      const { status, body } = await post(url('upload.mjs'), sent);
      assert.equal(status, 200);
      assert.equal(body.length, sent.length);
      assert.ok(body.equals(sent), 'the body is another one');
    });

    check('status and headers are those of the script', async () => {
      const { status, headers, body } = await get(url('status.ts'));
      assert.equal(status, 404);
      assert.equal(headers['x-speedy-test'], 'some value');
      assert.deepEqual(headers['set-cookie'], ['a=1; Path=/', 'b=2; Path=/']);
      assert.equal(String(body), 'no such thing\n');
    });

    check('standard error goes to the log of the server, and not into the answer', async () => {
      const token = randomBytes(8).toString('hex');
      const { body } = await get(url(`stderr.cjs?${token}`));
      assert.equal(String(body), 'answer\n');
      await inLog(`complaint ${token}`);
    });

    check('a script that fails before any output is to the server as a plain one', async () => {
      const token = randomBytes(8).toString('hex');
      assert.equal(await outcome(url(`exit.cjs?${token}`)), await outcome(url('exit.sh')));
      await inLog(`leaving ${token}`);
    });

    check(`${atOnce} requests at once, to each its own answer`, async () => {
      const numbers = Array.from({ length: atOnce }, (_, number) => number);
      const answers = await Promise.all(
        numbers.map((number) => get(url(`echo.mjs/${number}?n=${number}`), identity(number))),
      );
      const got = answers.map(({ status, body }) => [status, JSON.parse(String(body))]);
      assert.deepEqual(
        got,
        numbers.map((number) => [200, expectedOf(number)]),
      );
    });

    check('the second request is served by the process that served the first', async () => {
      const first = String((await get(url('pid.cjs'))).body);
      const second = String((await get(url('pid.cjs'))).body);
      assert.match(first, /^\d+\n$/);
      assert.equal(second, first);
    });
  });
}

// Every other request has a header of its own, so that a variable kept from another run shows.
function identity(number: number): Record<string, string> {
  return number % 2 === 0 ? {} : { 'x-id': `id ${number}` };
}

function expectedOf(number: number) {
  const id = number % 2 === 0 ? {} : { id: `id ${number}` };
  return { method: 'GET', query: `n=${number}`, path: `/${number}`, ...id };
}

/** The answer's status, or the error's code where the server closes without an answer. */
function outcome(url: string): Promise<number | string | undefined> {
  return get(url).then(
    ({ status }) => status,
    ({ code }) => code,
  );
}
