// Which interpreter runs a script, where no option says so.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { skip } from '../backend/perl/needed.ts';
import { frontends } from '../frontends.ts';
import { Workshop } from '../workshop.ts';

declare const ROOT: string;

const dist = resolve(ROOT, 'dist');
const shop = new Workshop();
// Called as perperl, it reads no variable of another name.
Object.assign(shop.env, { PERPERL_TMPBASE: shop.base });
after(() => shop.close());

const perl = 'print "perl $x\\n"';
const inPerl = { out: 'perl \n', err: '', code: 0, signal: null };
const inNode = { out: 'node\n', err: '', code: 0, signal: null };
const plain = shop.script('plain', perl);
const ended = shop.script('ended.pl', perl);
const node = shop.script('node.cjs', 'console.log("node")');
const noEnding = shop.script('node', 'console.log("node")');
const lined = (name: string, line: string, text = perl) => shop.script(name, `${line}\n${text}\n`);

for (const { name, program } of frontends)
  describe(name, { skip }, () => {
    const run = (...args: string[]) => shop.run(program, args);
    const perperl = join(shop.folder, `perperl-${name}`);
    symlinkSync(program, perperl);

    test('the end of the name', () => {
      assert.deepEqual(run(ended), inPerl);
      assert.deepEqual(run(node), inNode);
      assert.deepEqual(run(noEnding), inNode);
    });

    test('-i, whatever the name', () => {
      assert.deepEqual(run('--', '-iperl', plain), inPerl);
      assert.deepEqual(run('--interpreter=node', noEnding), inNode);
      assert.deepEqual(shop.run(program, [plain], { SPEEDY_INTERPRETER: 'perl' }), inPerl);
    });

    test('options of perl, on the command line and in the #! line', () => {
      assert.deepEqual(run('-X', plain), inPerl);
      assert.deepEqual(run('-Mvars', '-X', '--', '-r5', plain), inPerl);
      assert.deepEqual(run(lined('with-options', '#!/usr/bin/speedy -X -- -r5')), inPerl);
    });

    test('options of both are an error that says how to choose', () => {
      const said =
        'speedy: choose the interpreter: -X: an option of perl among those of node; choose with -i behind --\n';
      const mixed = ['--no-warnings', '-X'];
      assert.deepEqual(run(...mixed, plain), { out: '', err: said, code: 125, signal: null });
      assert.deepEqual(run('-X', '--', '-inode', '-v').code, 0);
    });

    test('perperl: its own name, and that in the #! line', () => {
      assert.deepEqual(shop.run(perperl, [plain]), inPerl);
      assert.deepEqual(run(lined('with-name', '#!/usr/bin/perperl')), inPerl);
      assert.deepEqual(run(lined('with-env', '#!/usr/bin/env perperl')), inPerl);
      assert.deepEqual(shop.run(perperl, ['--', '-inode', noEnding]), inNode);
    });

    test('perperl has variables of its own', () => {
      const bad = { SPEEDY_MAXRUNS: 'x' };
      assert.deepEqual(shop.run(perperl, [plain], bad), inPerl);
      const { err, code } = shop.run(perperl, [plain], { PERPERL_MAXRUNS: 'x' });
      const said = 'PERPERL_MAXRUNS=x: not a whole number from 0 to 2147483647\n';
      assert.deepEqual([err, code], [`speedy: read options: ${said}`, 125]);
      assert.equal(run(plain.replace(/plain$/, 'node')).code, 0);
    });

    test('SPEEDY_OFF=1 runs perl itself, also where the #! line names speedy', () => {
      const script = lined('off.pl', '#!/usr/bin/speedy -X -- -r5');
      assert.deepEqual(shop.run(program, [script], { SPEEDY_OFF: '1' }), inPerl);
      const counting = shop.script('counting.pl', 'our $n; print ++$n');
      for (let i = 0; i < 2; i++)
        assert.equal(shop.run(program, [counting], { SPEEDY_OFF: '1' }).out, '1');
    });

    test('options that make another program of it are refused', () => {
      for (const option of ['-n', '-wp', '-i.bak', '-e1', '-c']) {
        const { out, err, code } = run(option, '--', '-iperl', plain);
        const said = `speedy_backend: ${option}: this option of perl can't be used\n`;
        assert.deepEqual([out, err.slice(0, said.length), code], ['', said, 125]);
      }
    });

    test('--check is for others', () => {
      const { err, code } = run('--', '-iperl', '--check', plain);
      const said = `speedy: check the script: ${plain}: it is for Node.js scripts\n`;
      assert.deepEqual([err, code], [said, 125]);
    });

    test('what is missing is named, with the package that has it', () => {
      const other = join(shop.folder, 'dist');
      cpSync(dist, other, { recursive: true });
      const packages = join(other, 'perl/Speedy/Packages.pm');
      const text = readFileSync(packages, 'utf8');
      writeFileSync(packages, text.replace("'Devel::LexAlias'", "'Devel::NotThere'"));
      const env = { SPEEDY_BACKENDPROG: join(other, 'speedy_backend') };
      const { err, code } = shop.run(program, ['--', '-iperl', plain], env);
      assert.match(
        err,
        /^speedy_backend: Perl scripts need Devel::NotThere: apt-get install libdevel-lexalias-perl\n/,
      );
      assert.equal(code, 125);
    });
  });
