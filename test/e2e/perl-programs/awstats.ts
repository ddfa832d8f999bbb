// awstats, with a log that requests tell it to read.
import type { Place, Program } from './program.ts';

// As often as each stands here: what was asked for equally often would be listed in any order.
const hosts = spread(['192.0.2.1', '192.0.2.7', '198.51.100.3']);
const pages = spread(['/none', '/logo.png', '/b/c.html?q=1', '/', '/a.html']);
const agents = spread([
  'curl/7.8',
  'Googlebot/2.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Firefox/91.0',
]);

function spread(all: string[]): string[] {
  return all.flatMap((one, at) => Array(at + 1).fill(one));
}

function line(number: number): string {
  const [host, page, agent] = [hosts, pages, agents].map(
    (list, at) => list[Math.floor(number / (1 + 2 * at)) % list.length],
  );
  const day = String(1 + (number % 9)).padStart(2, '0');
  const time = `${day}/${number < 100 ? 'Feb' : 'Mar'}/2011:10:00:00 +0000`;
  const status = page === '/none' ? 404 : 200;
  return `${host} - - [${time}] "GET ${page} HTTP/1.1" ${status} ${number * 10} "-" "${agent}"\n`;
}

// It takes records only in the order of their times.
const byTime = (a: string, b: string) => keyOf(a).localeCompare(keyOf(b));
const keyOf = (text: string) => text.replace(/.*\[(\d+)\/(\w+)\/.*/s, '$2 $1');

function furnish({ folder, write }: Place): void {
  const lines = Array.from({ length: 200 }, (_, number) => line(number));
  write('access.log', lines.sort(byTime).join(''));
  write('data/none', '');
  for (const site of ['one', 'two']) write(`awstats.${site}.conf`, configuration(folder, site));
}

const configuration = (folder: string, site: string) => `
LogFile="${folder}/access.log"
LogType=W
LogFormat=1
SiteDomain="${site}.example.org"
HostAliases="localhost"
DNSLookup=0
DirData="${folder}/data"
DirIcons="/icon"
AllowToUpdateStatsFromBrowser=1
AllowFullYearView=3
UseFramesWhenCGI=0
${site === 'two' ? 'SkipFiles="/a.html"\nLang="de"' : 'URLWithQuery=1\nLang="en"'}
`;

const page = (query: string) => `awstats.pl?${query}`;

export const awstats: Program = {
  name: 'awstats',
  script: '/usr/lib/cgi-bin/awstats.pl',
  furnish,
  restore: ({ run }) => run('sh', ['-c', 'rm -f data/*']),
  ordered: true,
  requests: [
    { path: page('config=one&month=02&year=2011'), shows: 'one.example.org' },
    { path: page('config=one&update=1&month=03&year=2011'), shows: 'one.example.org' },
    { path: page('config=two&month=03&year=2011'), shows: 'two.example.org' },
    { path: page('config=two&month=03&year=2011&update=1'), shows: 'two.example.org' },
    { path: page('config=one&month=02&year=2011'), shows: '198.51.100.3' },
    { path: page('config=one&month=03&year=2011&output=urldetail'), shows: '/b/c.html' },
    { path: page('config=two&month=all&year=2011'), shows: '192.0.2.7' },
    { path: page('config=two&month=03&year=2011&output=errors404'), shows: '/none' },
    {
      path: page('config=one&month=02&year=2011&output=unknownbrowser&lang=fr'),
      shows: 'Statistiques',
    },
    {
      path: 'awstats.pl',
      form: { config: 'one', month: '02', year: '2011', output: 'allhosts' },
      shows: '192.0.2.1',
    },
    { path: page('config=none'), shows: 'Error:' },
  ],
  // When the log was read.
  vague: [/\d\d[ .]\w+[ .]20[2-9]\d - \d\d:\d\d/g],
};
