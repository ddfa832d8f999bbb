// Something else stands where the queue was: that is refused, at once, and with it removed all is well.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../frontends.ts';
import { Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const stranded: Record<string, (path: string) => unknown> = {
  'a fifo': (path) => execFileSync('mkfifo', [path]),
  'a directory': (path) => mkdirSync(path),
  'a directory with something in it': (path) => mkdirSync(join(path, 'more'), { recursive: true }),
  'a socket': async (path) => {
    const server = createServer().listen(path);
    await once(server, 'listening');
    server.unref();
  },
};

for (const { name, program } of frontends) {
  describe(name, () => {
    for (const [what, put] of Object.entries(stranded)) {
      test(`${what} in place of the queue`, async () => {
        const options = ['--', `-g${name}`];
        const queue = join(ward.groupOf(await ward.served(program, options)), 'queue');
        rmSync(queue);
        await put(queue);
        const outcome = await ward.call(program, [...options, ward.pid]);
        const err = `speedy: use the queue: ${queue}: not a regular file of this user; remove it\n`;
        assert.deepEqual(outcome, { out: '', err, code: 125, signal: null });
        rmSync(queue, { recursive: true });
        await ward.served(program, options);
      });
    }

    test('a queue with a second name, and one that others may read', async () => {
      const options = ['--', `-g${name}-names`];
      const before = await ward.served(program, options);
      const queue = join(ward.groupOf(before), 'queue');
      linkSync(queue, join(ward.folder, `${name}-second`));
      chmodSync(queue, 0o644);
      assert.equal(await ward.served(program, options), before);
    });

    test('a file in place of the group’s directory, and of the user’s', async () => {
      const options = ['--', `-g${name}-file`];
      const group = ward.groupOf(await ward.served(program, options));
      for (const path of [group, ward.home]) {
        rmSync(path, { recursive: true });
        writeFileSync(path, '');
        const { out, err, code } = await ward.call(program, [...options, ward.pid]);
        assert.deepEqual([out, code], ['', 125]);
        assert.match(err, /^speedy: use the (queue|directory): [^\n]+\n$/);
        rmSync(path);
        await ward.served(program, options);
      }
    });
  });
}
