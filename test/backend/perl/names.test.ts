// A Perl script with several names runs under each as that one: perl goes by the name.
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { shopsOf } from '../fresh/fresh-shop.ts';
import { skip } from './needed.ts';

const code = `use FindBin; use lib "$FindBin::Bin/lib"; use Conf;
print join ' ', Conf::site(), $FindBin::Bin, __FILE__, $0, $$;`;

for (const { name, program } of frontends)
  describe(name, { skip }, () => {
    const newShop = shopsOf(program);

    test('each name has its own modules, and a backend of its own', () => {
      const shop = newShop();
      const app = shop.script('app.pl', code);
      const sites = { linked: symlinkSync, 'linked hard': linkSync };
      const paths = Object.entries(sites).map(([site, link]) => {
        const folder = join(shop.folder, site.replace(' ', '-'));
        mkdirSync(join(folder, 'lib'), { recursive: true });
        writeFileSync(join(folder, 'lib/Conf.pm'), `package Conf; sub site { '${site}' } 1;`);
        link(app, join(folder, 'app.pl'));
        return join(folder, 'app.pl');
      });
      const all = [...paths, ...paths].map((path) => {
        const plain = shop.run('perl', [path]);
        const { out, err, code } = shop.run(program, [path]);
        const [words = '', pid = ''] = out.split(/ (?=\d+$)/);
        assert.deepEqual([words, err, code], [plain.out.replace(/ \d+$/, ''), '', 0]);
        return pid;
      });
      const [first, second] = all;
      assert.notEqual(first, second);
      assert.deepEqual(all, [first, second, first, second]);
    });

    test('however its path is spelled, one backend serves it', () => {
      const shop = newShop();
      const path = shop.script('pid.pl', 'print $$');
      mkdirSync(join(shop.folder, 'sub'));
      const own = `cd sub; "$0" ../pid.pl; echo; "$0" ./.././/pid.pl; echo; "$0" "$1"; echo; cd ..; "$0" pid.pl`;
      const { out, err } = shop.shell(program, own, [path]);
      const pids = out.split('\n');
      assert.deepEqual([pids.length, new Set(pids).size, err], [4, 1, '']);
    });
  });
