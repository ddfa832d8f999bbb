// CGI programs in Perl, as Debian has them, under Apache: each page is what plain perl makes of it, again and
// again, whether they persist, alone or as scripts of a group, or have a process for each run.
// SPEEDY_REQUIRE_SERVERS=1, or CI: a program that isn't installed is a failure.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { states } from '../../shared/layout.ts';
import { skip } from '../backend/perl/needed.ts';
import { discardBackends } from '../end-backends.ts';
import { entriesIn } from '../frontend/made-up-group.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { required } from './missing.ts';
import { programs } from './perl-programs/index.ts';
import { pagesOf } from './perl-programs/pages.ts';
import { groupsBelow, handOver, install, placeIn } from './perl-programs/place.ts';
import type { Asked, Place, Program } from './perl-programs/program.ts';
import { apachePrefork as server } from './servers/apache.ts';
import type { Running } from './servers/server.ts';
import { makeSite, type Site } from './site.ts';

type Frontend = (typeof frontends)[number];

const SUITE_MS = 180_000;
const ROUNDS = 3;
// No backend leaves while its runs are counted.
const IDLE_SECONDS = 300;
const LOG_MS = 5_000;

for (const program of programs) {
  const absent = missing(program);
  const name = `${program.name} of Debian`;
  if (absent === undefined) describe(name, { skip, timeout: SUITE_MS }, () => compare(program));
  else if (required) test(name, () => assert.fail(absent));
  else test(name, { skip: absent });
}

function missing({ name, script, needs = [] }: Program): string | undefined {
  const absent = [script, ...needs, ...server.needs].find((file) => !existsSync(file));
  return absent && `${name} is not installed (apt-get install ${name} apache2): no ${absent}`;
}

function compare(program: Program): void {
  const { requests } = program;
  let site: Site;
  let place: Place;
  let running: Running;
  /** The pages of plain perl. */
  let expected: Map<Asked, string>;
  /** What it has written to standard error. */
  let complaints: string[];

  const log = () => readFileSync(running.errorLog, 'utf8');

  const round = (asked: Asked[]) => {
    program.restore?.(place);
    return pagesOf(program, `${running.origin}/cgi-bin/program`, asked);
  };

  before(async () => {
    site = makeSite('perl');
    const folder = join(site.docroot, 'cgi-bin/program');
    mkdirSync(folder);
    place = placeIn(folder);
    program.furnish(place);
    handOver(place);
    running = await server.start(site);
    install(place, program, (options) => `#!/usr/bin/perl ${options}`);
    expected = await round(requests);
    for (const [asked, page] of expected) assertShows(asked, page);
    complaints = complaintsIn(log());
  });

  after(async () => {
    try {
      await running?.stop();
    } finally {
      site?.remove();
    }
  });

  const serve = async (frontend: Frontend, base: string, rounds: number, option: string) => {
    const own = `-T${base} -t${IDLE_SECONDS} -iperl ${option}`;
    install(place, program, (options) => `#!${frontend.program} ${options} -- ${own}`);
    const before = log().length;
    const served: Asked[] = [];
    for (let number = 0; number < rounds; number++) {
      const got = await round(someOf(inOrder(program, number), frontend));
      for (const [asked, page] of got) {
        const [is, was] = [page, expected.get(asked) ?? ''].map(certain(program, option));
        assert.equal(is, was, `${asked.path}, round ${number}\n${log().slice(before)}`);
      }
      served.push(...got.keys());
    }
    await untilSame(() => complaintsIn(log().slice(before)), complaints);
    if (option !== '-f') assert.deepEqual(runsBelow(base), [runsAlive(served)]);
  };

  const testRuns = (frontend: Frontend, rounds: number, option: string) =>
    test(`${frontend.name} ${option}`, async () => {
      const base = `${site.tmpBase}${frontend.name}${option}`;
      await serve(frontend, base, rounds, option).finally(() => discardBackends(base));
    });

  for (const frontend of frontends) {
    const isFast = frontend.share === 1;
    testRuns(frontend, isFast ? ROUNDS : 1, '');
    testRuns(frontend, 1, '-f');
    if (isFast) testRuns(frontend, 2, '-gsome');
  }
}

/** The frontend that starts a node for every run does the first half. */
const someOf = (all: Asked[], { share }: Frontend): Asked[] =>
  share === 1 || process.env.SPEEDY_TEST_ALL === '1' ? all : all.slice(0, all.length / 2);

function assertShows({ path, shows, status = 200 }: Asked, page: string): void {
  const is = page.startsWith(`${status}\n`) && page.includes(shows);
  assert.ok(is, `${path} is not ${status} with ${shows}:\n${page}`);
}

/** Others come before and behind each in another round, if they may. */
function inOrder({ requests, ordered }: Program, round: number): Asked[] {
  if (ordered) return requests;
  const first = (round * 3) % requests.length;
  const turned = [...requests.slice(first), ...requests.slice(0, first)];
  return round % 2 === 0 ? turned : turned.reverse();
}

const certain =
  ({ kept }: Program, option: string) =>
  (page: string): string =>
    kept === undefined || option === '-f' ? page : page.replace(kept, '');

/** Each once, without the time. */
function complaintsIn(log: string): string[] {
  const lines = log.matchAll(/ AH01215: (?:stderr from \S+: )?(?:\[[^\]]*\] )?(.*)/g);
  return [...new Set(Array.from(lines, ([, line = '']) => line))].sort();
}

/** The server may write its log behind its answer. */
async function untilSame(found: () => string[], expected: string[]): Promise<void> {
  const isSame = () => isDeepStrictEqual(found(), expected);
  await until('the log is the same', LOG_MS, isSame).catch(() => {
    assert.deepEqual(found(), expected);
  });
}

/** How many runs the backend has served that is there at the end. */
const runsAlive = (served: Asked[]): number =>
  served.length - 1 - served.findLastIndex(({ deadly }) => deadly);

function runsBelow(base: string): number[] {
  const entries = groupsBelow(base).flatMap(entriesIn);
  const idle = entries.filter((entry) => entry.get('state') === states.idle);
  return idle.map((entry) => entry.get('runs'));
}
