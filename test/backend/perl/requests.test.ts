// Modules that keep a request as long as a process lives: each run has its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { frontends } from '../../frontends.ts';
import { skip as skipPerl } from './needed.ts';
import { scriptsOf } from './perl-shop.ts';

// They are Debian's libcgi-pm-perl and libcgi-fast-perl, which the backend doesn't need.
const skipWithout = (module: string) =>
  spawnSync('perl', [`-M${module}`, '-e', '0']).status === 0 ? false : `${module} is not there`;

const query = (text: string) => ({ REQUEST_METHOD: 'GET', QUERY_STRING: text });

for (const { name, program } of frontends)
  describe(name, { skip: skipPerl }, () => {
    const open = scriptsOf(program);

    test('CGI.pm reads the request of the run', { skip: skipWithout('CGI') }, () => {
      const { run } = open(`use CGI qw(param); our $n;
        print ++$n; print " $_=", scalar param($_) for sort(param())`);
      assert.equal(run([], query('a=1&b=2')), '1 a=1 b=2');
      assert.equal(run([], query('b=3&c=4')), '2 b=3 c=4');
      assert.equal(run([], query('')), '3');
    });

    test('with the settings that the script was compiled with', {
      skip: skipWithout('CGI'),
    }, () => {
      const { run } = open(`use CGI qw(-nosticky); BEGIN { $CGI::POST_MAX = 9 } our $n;
        print ++$n, " $CGI::NOSTICKY $CGI::POST_MAX $CGI::XHTML"; $CGI::XHTML = $CGI::NOSTICKY = 0; $CGI::POST_MAX = 5`);
      assert.deepEqual([run(), run(), run()], ['1 1 9 1', '2 1 9 1', '3 1 9 1']);
    });

    test('CGI::Carp keeps no warning, message or handler', { skip: skipWithout('CGI') }, () => {
      const { run } = open(`use CGI::Carp qw(warningsToBrowser set_message set_die_handler); our $n;
        print ++$n, $CGI::Carp::CUSTOM_MSG // '-', $CGI::Carp::DIE_HANDLER // '-';
        if ($ENV{SHOW}) { warningsToBrowser(1) }
        else { close STDERR; warn 'secret'; set_message('secret'); set_die_handler(sub { 'secret' }) }`);
      assert.deepEqual([run(), run([], { SHOW: '1' })], ['1--', '2--']);
    });

    test('CGI::Fast finds one request in each run', { skip: skipWithout('CGI::Fast') }, () => {
      const { run } = open(`use CGI::Fast; our $n; print ++$n;
        while (my $q = CGI::Fast->new) { print " ", scalar $q->param('a') }`);
      assert.equal(run([], query('a=1')), '1 1');
      assert.equal(run([], query('a=2')), '2 2');
      assert.equal(run([], query('a=3')), '3 3');
    });
  });
