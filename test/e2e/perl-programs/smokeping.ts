// smokeping, with a target that has answered for a day.
import type { Place, Program } from './program.ts';

const step = 300;
const end = 1_300_000_200;
const begin = end - 288 * step;

// What its daemon would have made.
const database = `
my @pings = map { "DS:ping$_:GAUGE:600:0:U" } 1 .. 5;
RRDs::create($ARGV[0], '--start', ${begin} - 1, '--step', ${step},
  'DS:uptime:GAUGE:600:0:U', 'DS:loss:GAUGE:600:0:5', 'DS:median:GAUGE:600:0:U', @pings,
  'RRA:AVERAGE:0.5:1:1008', 'RRA:AVERAGE:0.5:12:4320', 'RRA:MIN:0.5:12:4320', 'RRA:MAX:0.5:12:4320');
for (1 .. 288) {
  my $loss = $_ % 40 ? 0 : 2;
  my @times = map { 0.01 + $_ / 1000 } 1 .. 5;
  RRDs::update($ARGV[0], join ':', ${begin} + $_ * ${step}, 'U', $loss, 0.013, @times);
}
die RRDs::error() if RRDs::error();
`;

function furnish(place: Place): void {
  const { folder, run, write } = place;
  write('config', configuration(folder));
  write('data/Local/none', '');
  write('images/none', '');
  write('dyn/none', '');
  for (const name of ['here', 'there'])
    run('perl', ['-MRRDs', '-e', database, `data/Local/${name}.rrd`]);
  write('smokeping', wrapper(folder), 0o755);
}

// Its package has one, too. Fontconfig would complain once in a process.
const wrapper = (folder: string) =>
  `#!/bin/sh\nXDG_CACHE_HOME=${folder}/cache exec ${folder}/smokeping.cgi ${folder}/config\n`;

const configuration = (folder: string) => `
*** General ***
owner    = Zoe Test
contact  = zoe@example.org
mailhost = localhost
cgiurl   = http://localhost/cgi-bin/smokeping
imgcache = ${folder}/images
imgurl   = ../images
datadir  = ${folder}/data
dyndir   = ${folder}/dyn
piddir   = ${folder}
smokemail = /etc/smokeping/smokemail
tmail = /etc/smokeping/tmail
*** Alerts ***
to = nobody@localhost
from = nobody@localhost
+someloss
type = loss
pattern = >0%,*12*,>0%
comment = loss
*** Database ***
step     = ${step}
pings    = 5
AVERAGE  0.5   1  1008
AVERAGE  0.5  12  4320
    MIN  0.5  12  4320
    MAX  0.5  12  4320
*** Presentation ***
template = /etc/smokeping/basepage.html
charset  = utf-8
+ charts
menu = Charts
title = Charts
++ median
sorter = Median(entries=>5)
title = Top Median
menu = Median
format = Median RTT %f seconds
+ overview
width = 600
height = 50
range = 10h
+ detail
width = 600
height = 200
"Last 3 Hours"    3h
"Last 10 Days"    10d
*** Probes ***
+ FPing
binary = /usr/bin/fping
*** Targets ***
probe = FPing
menu = Top
title = All of it
remark = What is measured here
+ Local
menu = Local
title = The local network
++ here
menu = Here
title = This machine
host = localhost
alerts = someloss
++ there
menu = There
title = That machine
host = 192.0.2.1
`;

const page = (query: string) => `smokeping?${query}`;
const between = (displaymode: string, name: string) => ({
  target: `Local.${name}`,
  displaymode,
  start: String(begin),
  end: String(end),
});

export const smokeping: Program = {
  name: 'smokeping',
  script: '/usr/share/smokeping/smokeping.cgi',
  furnish,
  requests: [
    { path: 'smokeping', shows: 'What is measured here' },
    { path: page('target=Local'), shows: 'The local network' },
    { path: page('target=Local.none'), shows: 'does not exist', status: 500, deadly: true },
    { path: page('target=Local.here'), shows: 'This machine' },
    { path: page('target=_charts'), shows: 'Charts' },
    { path: page(String(new URLSearchParams(between('n', 'there')))), shows: 'That machine' },
    { path: 'smokeping', form: between('n', 'here'), shows: 'This machine' },
    { path: page(String(new URLSearchParams(between('a', 'here')))), shows: 'PNG' },
  ],
  // The time, as the beginning of graphs, and with the process's number in their names.
  vague: [/\d+-\d\d-\d\d%20\d\d:\d\d/g, /(?<=__navcache\/)\d+/g],
};
