// A Perl script that keeps a connection to a database: DBI's handles live from run to run.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import type { Workshop } from '../../workshop.ts';
import { untilGone } from '../fresh/fresh-shop.ts';
import { type Case, testAsPlain } from './as-plain.ts';
import { skipWithout } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

const source = "'dbi:SQLite:dbname=data', '', ''";
const own = `use strict; use warnings; use DBI; $| = 1;
  sub connected { DBI->connect(${source}, { RaiseError => 1, AutoInactiveDestroy => 1, @_ }) }`;
const table = 'create table if not exists t (n integer)';
const started = `${own} unlink 'data'; my $db = connected(); $db->do('${table}');`;
const inChild = `$db->begin_work; $db->do('insert into t values (1)');
  my $p = fork // die; if (!$p) { print 'child '; exit 3 } waitpid $p, 0; print $? >> 8, ' ';
  $db->commit; print $db->selectrow_array('select count(*) from t')`;

const cases: Record<string, Case> = {
  'a child leaves the connection alone': { code: `${started} ${inChild}` },
  'a child that does not ends what has begun': {
    code: `${started} $db->{AutoInactiveDestroy} = 0; ${inChild}`,
    status: 2,
  },
  'a child has its own': {
    code: `${started} my $p = fork // die; if (!$p) { connected()->do('insert into t values (4)'); exit }
      waitpid $p, 0; print $db->selectrow_array('select n from t')`,
  },
  'END blocks find the connection': {
    code: `${started} END { $db->do('insert into t values (2)'); print $db->selectrow_array('select n from t') } exit 3`,
    status: 3,
  },
  'an error of the database ends the run': {
    code: `${started} $db->{PrintError} = 0; eval { $db->do('insert into missing values (1)') }; $! = 5; die $@`,
    status: 5,
  },
};

/** What others find there. */
function rowsIn(shop: Workshop): string {
  const code = `use DBI; print map { "@$_ " } @{ DBI->connect(${source})->selectall_arrayref('select n from t order by n') }`;
  const { out, err } = shop.run('perl', ['-e', code]);
  assert.equal(err, '');
  return out.trim();
}

const asks = skipWithout('DBI', 'DBD::SQLite');
// To them it makes no difference which frontend it is.
for (const { name, program, share } of frontends.slice(0, 1))
  describe(name, { skip: asks }, () => testDatabases(program, share));

function testDatabases(speedy: string, share: number): void {
  const open = scriptsOf(speedy);
  testAsPlain(speedy, share, cases);
  testAsPlain(speedy, share, cases, undefined, '-f');

  const counting = `${own} our ($db, $insert, $prepared, $n); $n++;
    if (!$db) { $db = connected(); $db->do('${table}') }
    $insert ||= do { $prepared++; $db->prepare('insert into t values (?)') };
    $insert->execute($n);
    my $kept = $db->prepare_cached('select count(*) from t'); $kept->execute;
    print join ' ', $kept->fetchrow_array, $prepared, $$; $kept->finish;`;

  for (const options of [[], ['-gshared']])
    test(`connections and statements live from run to run ${options}`, () => {
      const { shop, run } = open(counting, ...options);
      const pid = run().split(' ')[2];
      assert.deepEqual([run(), run()], [`2 1 ${pid}`, `3 1 ${pid}`]);
      assert.equal(rowsIn(shop), '1 2 3');
    });

  test('-f: each run has its own', () => {
    // Left to perl's end, a statement of a package variable may crash DBD::SQLite.
    const { shop, run } = open(`${counting} END { undef $insert }`, '-f');
    const said = [run(), run(), run()].map((line) => line.split(' '));
    assert.deepEqual(
      said.map(([count, prepared]) => [count, prepared]),
      ['1', '2', '3'].map((count) => [count, '1']),
    );
    assert.equal(rowsIn(shop), '1 1 1');
  });

  test('connect_cached finds what another script of the group has connected', () => {
    const code = `use DBI; my $db = DBI->connect_cached(${source}, { RaiseError => 1 }); our $seen = $db->{private_seen}++ || 0; print $seen`;
    const { shop, run } = open(code, '-gshared');
    const other = shop.script('other.pl', code);
    assert.equal(run(), '0');
    assert.equal(shop.run(speedy, ['--', '-gshared', other]).out, '1');
    assert.equal(run(), '2');
  });

  const transaction = `${own} our $db ||= connected(); $db->do('${table}');
    print $db->{AutoCommit} ? 'none ' : 'open ', $db->selectrow_array('select count(*) from t'), " $$";
    if ("@ARGV" eq 'begin') { $db->begin_work; $db->do('insert into t values (1)') }
    elsif (@ARGV) { $db->do($ARGV[0]) }`;

  test('a transaction that a run leaves open is that of the next one', () => {
    const { shop, run } = open(transaction);
    const pid = run(['begin']).split(' ')[2];
    assert.equal(rowsIn(shop), '');
    assert.equal(run(['commit']), `open 1 ${pid}`);
    assert.equal(rowsIn(shop), '1');
  });

  test('it is rolled back with the backend, which closes the connection', async () => {
    const { shop, run } = open(
      transaction.replace('$db->do', "$db->do('pragma journal_mode = wal'); $db->do"),
      '-r1',
    );
    await untilGone(Number(run(['begin']).split(' ')[2]));
    // The last connection that is closed takes its log along.
    assert.equal(existsSync(join(shop.folder, 'data-wal')), false);
    assert.match(run([]), /^none 0/);
  });

  test('one of the run is closed with it, and what was begun is rolled back', () => {
    const { shop, outcome } = open(
      `${own} my $db = connected(AutoCommit => 0); $db->do('${table}'); $db->do('insert into t values (1)'); print $$`,
    );
    const ends = [outcome(), outcome()];
    for (const { err, code } of ends)
      assert.ok(err.startsWith('Issuing rollback()') && code === 0, err);
    assert.equal(ends[0]?.out, ends[1]?.out);
    assert.equal(existsSync(join(shop.folder, 'data-journal')), false);
  });

  test('a database in memory that BEGIN has filled is there in each process', () => {
    const filled = `${own} our $db; BEGIN { $db = DBI->connect('dbi:SQLite:dbname=:memory:', '', '', { RaiseError => 1, AutoInactiveDestroy => 1 }); $db->do('${table}') }
      $db->do('insert into t values (1)'); print $db->selectrow_array('select count(*) from t')`;
    for (const option of ['-f', '-r1']) {
      const { run } = open(filled, option);
      assert.deepEqual([run(), run(), run()], ['1', '1', '1']);
    }
  });

  test('where BEGIN connects to a file, processes have connections of their own', () => {
    const { shop, run } = open(
      `${own} our $db; BEGIN { $db = connected(); $db->do('${table}') }
      $db->do('insert into t values (?)', {}, $ARGV[0]); print $db->selectrow_array('select count(*) from t')`,
      '-r1',
    );
    assert.deepEqual([run(['1']), run(['2']), run(['3'])], ['1', '2', '3']);
    assert.match(shop.log, /no backends are forked: the script opens something/);
  });
}
