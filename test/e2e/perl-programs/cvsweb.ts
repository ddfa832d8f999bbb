// cvsweb, with a repository of two files, one of them in a folder and on a branch.
import type { Place, Program } from './program.ts';

function checkIn(
  { run, write }: Place,
  file: string,
  day: number,
  text: string,
  ...more: string[]
) {
  write(`work/${file}`, text);
  const history = `root/project/${file},v`;
  const when = `-d2011/03/0${day} 12:00:00`;
  const how = ['-q', '-f', '-wzoe', when, `-mChange ${day}`, '-t-', ...more];
  run('ci', [...how, `work/${file}`, history]);
}

function furnish(place: Place): void {
  const { folder, run, write } = place;
  run('cvs', ['-d', `${folder}/root`, 'init']);
  write('root/project/inner/none', '');
  checkIn(place, 'hello.c', 1, 'int main(void) { return 0; }\n');
  run('rcs', ['-q', '-U', '-nFIRST:1.1', 'root/project/hello.c,v']);
  checkIn(place, 'hello.c', 2, 'int main(void)\n{\n\treturn 1;\n}\n');
  checkIn(place, 'inner/größe.txt', 3, 'größer als <b>\n');
  write('cvsweb.conf', configuration(folder));
}

const configuration = (folder: string) => `
do "/etc/cvsweb/cvsweb.conf";
@CVSrepositories = (
  'one' => ['First Repository', '${folder}/root'],
  'two' => ['Second Repository', '${folder}/root'],
);
$allow_tar = 1;
1;
`;

const page = (path: string) => `cvsweb/${path}`;

export const cvsweb: Program = {
  name: 'cvsweb',
  script: '/usr/lib/cgi-bin/cvsweb',
  needs: ['/usr/bin/cvs', '/usr/bin/ci'],
  furnish,
  requests: [
    { path: 'cvsweb/', shows: 'First Repository' },
    { path: page('project/'), shows: 'hello.c' },
    { path: page('project/inner/?cvsroot=two;sortby=date'), shows: 'größe.txt' },
    { path: page('project/hello.c'), shows: 'Change 2' },
    { path: page('project/hello.c?rev=1.1;content-type=text/x-cvsweb-markup'), shows: 'return' },
    {
      path: page('project/hello.c?rev=1.2;content-type=text/plain;cvsroot=two'),
      shows: 'return 1',
    },
    { path: page('project/hello.c.diff?r1=1.1;r2=1.2'), shows: 'return 1' },
    { path: page('project/hello.c.diff?r1=1.1;r2=1.2;f=h;cvsroot=two'), shows: 'return' },
    { path: page('project/hello.c?annotate=1.2'), shows: 'zoe' },
    { path: page('project/none.c'), shows: '404', status: 404 },
  ],
  // %nameprinted is emptied for a log only, and $scriptwhere is that of the last page on the first one.
  kept: /<a name="(FIRST|HEAD|MAIN)"><\/a>|(?<=<form method="get" action=")[^"]*/g,
  unordered: /(<input type="hidden" .*\n)+/g,
};
