// What is in a backend's process of the request that has started it: nothing that others could see,
// or that the next visitor's run could.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';

const shop = new Workshop();
after(() => shop.close());

/** In environment, arguments, names of open files and of the directory. */
const secret = 'kJ4zW0secret';

const linkOf = (pid: number, name: string): string => readlinkSync(`/proc/${pid}/${name}`);

const linksOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(pid, `fd/${fd}`));

const textsOf = (pid: number): string[] =>
  ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1'));

/** What others could see of a process; undefined if it has gone. */
function looksOf(pid: number): { cwd: string; all: string[] } | undefined {
  try {
    const cwd = linkOf(pid, 'cwd');
    return { cwd, all: [...textsOf(pid), ...linksOf(pid), cwd] };
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return existsSync(`/proc/${pid}/cwd`) ? looksOf(pid) : undefined; // a descriptor was closed
  }
}

/** The process of the run leaves its directory, or ends, when its frontend has been told. */
const toleratedMs = 5000;

for (const { name, program } of frontends) {
  for (const options of ['', '-f']) {
    describe(`${name} ${options}`, () => {
      test('neither environment, arguments, descriptors nor directory of the request stay', async () => {
        const script = shop.script(`${name}${options}.cjs`, 'console.log(process.argv[2])');
        shop.shell('/bin/sh', `mkdir -p ${secret}; echo > ${secret}/file`);
        const command = `cd ${secret}; HTTP_COOKIE=${secret} NODE_ENV=known exec "$0" \
          ${options === '' ? '' : `-- ${options}`} ${script} ${secret} 7<file 8>>file 9<. <file`;
        assert.equal(shop.shell(program, command).out, `${secret}\n`);
        await until('a keeper and a backend have nothing of it', toleratedMs, () => {
          const looks = processesNaming(`${shop.base}.`).map(looksOf);
          const seen = looks.filter((one) => one !== undefined);
          const isClean = seen.every(
            ({ cwd, all }) => cwd === '/' && !all.some((text) => text.includes(secret)),
          );
          return isClean && seen.length >= 2;
        });
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
  assert.ok(!readFileSync(join(shop.home, 'log'), 'latin1').includes(secret));
});
