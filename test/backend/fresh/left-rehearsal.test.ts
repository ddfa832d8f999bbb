// What a backend leaves that is killed while it rehearses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { Workshop } from '../../workshop.ts';

for (const { name, program } of frontends) {
  for (const args of [['--', '-f', 'empty.cjs'], ['--stop']]) {
    test(`goes with ${args.join(' ')}, that of a living one stays, ${name}`, async () => {
      const shop = new Workshop();
      try {
        const { home } = shop;
        const { pid: dead } = spawnSync('true');
        const [left, kept] = [dead, process.pid].map((pid) => join(home, `rehearsal.${pid}`));
        for (const folder of [home, left, kept] as string[]) mkdirSync(folder, { mode: 0o700 });
        writeFileSync(join(left as string, 'queue'), '');
        shop.script('empty.cjs', '');
        assert.equal(shop.run(program, args).code, 0);
        assert.deepEqual(
          [left, kept].map((path) => existsSync(path as string)),
          [false, true],
        );
      } finally {
        await shop.close();
      }
    });
  }
}
