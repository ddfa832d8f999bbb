// What is in a backend's process of the request that has started it: nothing that others could see,
// or that the next visitor's run could.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

/** In environment, arguments, names of open files and of the directory. */
const secret = 'kJ4zW0secret';

const linksOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));

const textsOf = (pid: number): string[] =>
  ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1'));

for (const { name, program } of frontends) {
  for (const options of ['', '-f']) {
    describe(`${name} ${options}`, () => {
      test('neither environment, arguments, descriptors nor directory of the request stay', () => {
        const script = shop.script(`${name}${options}.cjs`, 'console.log(process.argv[2])');
        shop.shell('/bin/sh', `mkdir -p ${secret}; echo > ${secret}/file`);
        const command = `cd ${secret}; HTTP_COOKIE=${secret} NODE_ENV=known exec "$0" \
          ${options === '' ? '' : `-- ${options}`} ${script} ${secret} 7<file 8>>file 9<. <file`;
        assert.equal(shop.shell(program, command).out, `${secret}\n`);
        const pids = processesNaming(`${shop.base}.`);
        assert.ok(pids.length >= 2, 'a keeper and a backend');
        for (const pid of pids) {
          const all = [...textsOf(pid), ...linksOf(pid), readlinkSync(`/proc/${pid}/cwd`)];
          for (const text of all) assert.ok(!text.includes(secret), `${pid}: ${text}`);
          assert.equal(readlinkSync(`/proc/${pid}/cwd`), '/');
        }
      });

      test('a run finds no variable of the one before', () => {
        const script = shop.script(
          `print${options}.cjs`,
          'console.log(JSON.stringify(process.env), process.argv.length)',
        );
        const command = (variables: string, args = '') =>
          `${variables} exec "$0" ${options === '' ? '' : `-- ${options}`} ${script} ${args}`;
        assert.match(
          shop.shell(program, command(`HTTP_COOKIE=${secret}`, secret)).out,
          /secret.* 3/,
        );
        const { out } = shop.shell(program, command(''));
        assert.ok(!out.includes(secret) && out.endsWith(' 2\n'), out);
      });
    });
  }
}

test('the log has nothing of a request', () => {
  const [{ program }] = frontends as [(typeof frontends)[0]];
  const script = shop.script('seen.cjs', '');
  assert.equal(shop.run(program, [script, secret], { HTTP_COOKIE: secret }).code, 0);
  const home = `${shop.base}.${process.geteuid?.()}`;
  assert.ok(!readFileSync(join(home, 'log'), 'latin1').includes(secret));
});
