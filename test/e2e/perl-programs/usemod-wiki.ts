// usemod-wiki: pages are written, and written again; what has been written is shown in many ways.
import type { Asked, Place, Program } from './program.ts';

const configuration = (folder: string) => `
$DataDir = "${folder}/data";
$PageDir = "$DataDir/page";
$HtmlDir = "$DataDir/html";
$UserDir = "$DataDir/user";
$KeepDir = "$DataDir/keep";
$TempDir = "$DataDir/temp";
$LockDir = "$TempDir/lock";
$InterFile = "$DataDir/intermap";
$RcFile = "$DataDir/rclog";
$RcOldFile = "$DataDir/oldrclog";
$CookieName = "Wiki";
$SiteName = "Test";
$HomePage = "HomePage";
$ENV{PATH} = "/usr/bin/";
$HttpCharset = "utf-8";
$UseDiff = 1;
$MaxPost = 1024 * 210;
1;
`;

const furnish = ({ folder, write }: Place) => write('wiki.conf', configuration(folder));

const page = (query: string) => `wiki.pl?${query}`;

const save = (title: string, text: string, how = 'Save'): Asked => ({
  path: 'wiki.pl',
  form: { title, text, summary: 'a summary', oldtime: '0', oldconflict: '0', [how]: how },
  ...(how === 'Save' ? { status: 302, shows: `wiki.pl?${title}` } : { shows: 'Preview only' }),
});

const preferences = { edit_prefs: '1', p_username: 'ZoeTest', p_editrows: '33', p_editcols: '44' };

export const usemodWiki: Program = {
  name: 'usemod-wiki',
  script: '/usr/lib/cgi-bin/wiki.pl',
  // The place of its configuration stands in its first part, to be edited.
  edit: ({ folder }) => [/^(\$ConfigFile += )"[^"]*"/m, `$1"${folder}/wiki.conf"`],
  furnish,
  restore: ({ run }) => run('rm', ['-rf', 'data']),
  ordered: true,
  requests: [
    { path: 'wiki.pl', shows: 'Describe the new page here' },
    save('HomePage', "'''Bold''' AnotherPage größer\n* a <b>list</b>\n"),
    { path: page('HomePage'), shows: '<strong>Bold</strong>' },
    { path: page('action=edit&id=HomePage'), shows: 'größer' },
    save('AnotherPage', '== Heading ==', 'Preview'),
    { path: page('AnotherPage'), shows: 'Describe the new page here' },
    save('AnotherPage', '== Heading ==\nto HomePage'),
    // Before a page is changed again: both changes are listed if they fall in one second.
    { path: page('RecentChanges'), shows: 'a summary' },
    { path: page('action=rss'), shows: '<rdf:RDF' },
    save('HomePage', "''Not bold'' AnotherPage größer"),
    { path: page('action=history&id=HomePage'), shows: 'Revision 2' },
    { path: page('action=browse&diff=1&id=HomePage'), shows: 'Not bold' },
    { path: page('action=browse&id=HomePage&revision=1'), shows: '<strong>Bold</strong>' },
    { path: page('search=Heading'), shows: '1 pages found' },
    { path: page('action=index'), shows: 'AnotherPage' },
    { path: page('action=newlogin'), shows: 'Your User ID number: 1001' },
    { path: 'wiki.pl', form: preferences, withCookie: true, shows: 'Preferences saved' },
    { path: page('action=edit&id=AnotherPage'), withCookie: true, shows: 'rows="33"' },
    { path: page('action=edit&id=AnotherPage'), shows: 'textarea' },
    { path: page('action=none'), shows: 'Invalid action' },
  ],
  vague: [
    /\w+ \d+, 20\d\d( \d+:\d\d [ap]m)?/g,
    /(?<=<\/a> )\d+:\d\d [ap]m/g,
    /(?<=name="oldtime" value=")\d+/g,
    /(?<=action=rc&amp;from=)\d+/g,
    /(?<=<dc:date>)[^<]+/g,
    /(?<=set-cookie: )Wiki=.*/g,
  ],
};
