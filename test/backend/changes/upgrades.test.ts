// When Node.js or speedy itself has been upgraded, what was started before leaves.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { until } from '../../until.ts';
import { EditShop } from './edit-shop.ts';

declare const ROOT: string;

const limit = 10_000;
const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);

function replace(path: string): void {
  copyFileSync(path, `${path}.new`);
  renameSync(`${path}.new`, path);
}

/** As npm installs it. */
function install(shop: EditShop): void {
  const packages = join(shop.folder, 'lib/node_modules');
  cpSync(resolve(ROOT, 'dist'), join(packages, 'speedycgi/dist'), { recursive: true });
  for (const name of ['koffi', '@koromix']) {
    const path = resolve(ROOT, 'node_modules', name);
    if (existsSync(path)) symlinkSync(path, join(packages, name));
  }
  mkdirSync(join(shop.folder, 'bin'));
  copyFileSync(process.execPath, join(shop.folder, 'bin/node'));
}

for (const { name } of frontends) {
  describe(`upgrades, ${name}`, () => {
    const shop = new EditShop('');
    after(() => shop.close());
    install(shop);
    const dist = join(shop.folder, 'lib/node_modules/speedycgi/dist');
    const node = join(shop.folder, 'bin/node');
    const script = shop.write(
      'main.cjs',
      'console.log(process.execPath, process.pid, process.ppid)',
    );

    const ask = (options: string[]) => {
      const { out, err, code } = shop.run(join(dist, name), [...options, script]);
      assert.deepEqual([code, err], [0, '']);
      const [path, ...pids] = out.trim().split(' ');
      assert.equal(path, node);
      return pids.map(Number) as [pid: number, ppid: number];
    };

    for (const [what, path] of [
      ['Node.js', node],
      ['speedy', join(dist, 'backend.cjs')],
    ] as const) {
      test(`${what}: the next run is another backend’s, and the old one is gone`, async () => {
        const [pid] = ask([]);
        assert.equal(ask([])[0], pid);
        replace(path);
        assert.notEqual(ask([])[0], pid);
        await until('it is gone', limit, () => !isThere(pid));
      });

      test(`${what}: a parent of fresh runs leaves`, async () => {
        const [, parent] = ask(['--', '-f']);
        assert.equal(ask(['--', '-f'])[1], parent);
        replace(path);
        assert.notEqual(ask(['--', '-f'])[1], parent);
        await until('it is gone', limit, () => !isThere(parent));
      });
    }
  });
}
