// gitweb, with a repository of three commits, a tag, a branch, and names that are not ASCII.
import type { Place, Program } from './program.ts';

const author = { GIT_AUTHOR_NAME: 'Zoë Test', GIT_AUTHOR_EMAIL: 'zoe@example.org' };
const committer = { GIT_COMMITTER_NAME: 'Zoë Test', GIT_COMMITTER_EMAIL: 'zoe@example.org' };
const plain = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };

function commit({ run, write }: Place, day: number, name: string, text: string): void {
  const date = `2011-03-0${day}T12:00:00+0100`;
  const env = {
    ...author,
    ...committer,
    ...plain,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  write(`work/${name}`, text);
  run('git', ['-C', 'work', 'add', '.'], env);
  run('git', ['-C', 'work', 'commit', '-q', '-m', `Change ${day} of ${name}`], env);
}

function furnish(place: Place): void {
  const { run, write } = place;
  run('git', ['init', '-q', '-b', 'main', 'work'], plain);
  commit(place, 1, 'hello.c', 'int main(void) { return 0; }\n');
  commit(place, 2, 'größe.txt', 'größer als <b>\n');
  commit(place, 3, 'hello.c', 'int main(void)\n{\n\treturn 1;\n}\n');
  run('git', ['-C', 'work', 'tag', 'v1', 'HEAD~1'], plain);
  run('git', ['-C', 'work', 'branch', 'other', 'HEAD~2'], plain);
  run('git', ['clone', '-q', '--bare', 'work', 'projects/one.git'], plain);
  run('git', ['clone', '-q', '--bare', 'work', 'projects/two.git'], plain);
  write('projects/one.git/description', 'The first project\n');
  write('config.perl', configuration(place.folder));
  write('gitweb', wrapper(place.folder), 0o755);
}

const configuration = (folder: string) => `
our $projectroot = "${folder}/projects";
our $git_temp = "${folder}";
our $site_name = "Test";
$feature{'blame'}{'default'} = [1];
$feature{'snapshot'}{'default'} = ['tgz'];
1;
`;

const wrapper = (folder: string) =>
  `#!/bin/sh\nGITWEB_CONFIG=${folder}/config.perl exec ${folder}/gitweb.cgi\n`;

const page = (query: string) => `gitweb?${query}`;

export const gitweb: Program = {
  name: 'gitweb',
  script: '/usr/share/gitweb/gitweb.cgi',
  furnish,
  requests: [
    { path: 'gitweb', shows: 'The first project' },
    { path: page('p=one.git;a=summary'), shows: 'Change 3 of hello.c' },
    { path: page('p=two.git;a=log;h=v1'), shows: 'Change 2 of größe.txt' },
    { path: page('p=one.git;a=commitdiff;h=main'), shows: 'diff --git' },
    { path: page('p=one.git;a=commitdiff_plain;h=main'), shows: 'X-Git-Url' },
    { path: page('p=two.git;a=tree;h=main'), shows: 'größe.txt' },
    {
      path: page('p=one.git;a=blob;f=gr%C3%B6%C3%9Fe.txt;hb=main'),
      shows: 'größer&nbsp;als&nbsp;&lt;b&gt;',
    },
    { path: page('p=one.git;a=blame;f=hello.c;hb=main'), shows: 'return' },
    { path: page('p=one.git;a=snapshot;h=main;sf=tgz'), shows: '\x1f' },
    { path: page('p=two.git;a=search;s=hello;st=commit;h=main'), shows: 'Change' },
    { path: page('p=one.git;a=rss'), shows: '<rss' },
    { path: 'gitweb/one.git/shortlog/refs/heads/other', shows: 'Change 1 of hello.c' },
    { path: page('p=none.git;a=summary'), shows: 'No such project', status: 404 },
    { path: 'gitweb', form: { p: 'one.git', a: 'heads' }, shows: 'other' },
  ],
};
