// What one run of a Perl script costs when a backend is there already, and many when none is.
import { spawnSync } from 'node:child_process';
import { atMost, type Comparison, duration, fasterBy, NotMeasured } from './budget.ts';
import { burstsOf } from './cold-burst.ts';
import { pair } from './pair.ts';
import type { Workplace } from './workplace.ts';

const MOST_EMPTY = 2.3;
const LEAST_HELLO = 3;
const LEAST_MODULES = 20;

/** @throws NotMeasured */
function need(place: Workplace, ...modules: string[]): void {
  const needed = ['Socket::MsgHdr', ...modules].map((name) => `-M${name}`);
  const [program = '', ...args] = place.perl(...needed, '-e0');
  const { status, stderr } = spawnSync(program, args);
  if (status !== 0) throw new NotMeasured(stderr.toString().split('\n', 1)[0] ?? '');
}

export async function perlRunAndEmpty(place: Workplace): Promise<Comparison[]> {
  need(place);
  const script = place.speedy(place.script('hello.pl'));
  const { ours, theirs } = await pair(place, { ours: script, other: place.empty, rounds: 1000 });
  const against = duration(`empty program (${place.compiler} -static)`, theirs);
  return [atMost('warm run of hello.pl', MOST_EMPTY, ours, against)];
}

async function andPerl(place: Workplace, name: string, least: number): Promise<Comparison[]> {
  const script = place.script(name);
  const { ours, theirs } = await pair(place, {
    ours: place.speedy(script),
    other: place.perl(script),
    rounds: 300,
    sameOutput: true,
  });
  return [fasterBy(`warm run of ${name}`, least, ours, duration(`perl ${name}`, theirs))];
}

export async function perlRunAndPerl(place: Workplace): Promise<Comparison[]> {
  need(place);
  return andPerl(place, 'hello.pl', LEAST_HELLO);
}

export async function perlModulesAndPerl(place: Workplace): Promise<Comparison[]> {
  need(place, 'CGI');
  return andPerl(place, 'modules.pl', LEAST_MODULES);
}

export async function perlBurst(place: Workplace): Promise<Comparison[]> {
  need(place);
  return burstsOf(place, 'sleep.pl', 'hello.pl', 'cold burst of 32 in Perl, 10 ms each');
}
