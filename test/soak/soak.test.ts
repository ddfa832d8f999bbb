// Many runs, several callers at once: every answer right, nothing left behind, memory level.
// SPEEDY_SOAK_RUNS: how many, for a long soak (npm run soak); else a few, in some seconds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { textOf } from '../../shared/text-of.ts';
import { skip as skipPerl } from '../backend/perl/needed.ts';
import { endBackends } from '../end-backends.ts';
import { frontends } from '../frontends.ts';

const callers = 8;
const fewRuns = 400;
const statuses = 5;
/** Of the runs, before memory is looked at: until then, a process finds its size. */
const settled = 0.5;
/** More than a heap swings between two collections, and far less than a leak of 10,000 runs. */
const swingKiB = 12 * 1024;

const scripts = {
  'answer.cjs': `
let said = '';
process.stdin.setEncoding('utf8').on('data', (data) => { said += data; });
process.stdin.on('end', () => {
  console.log([process.pid, process.argv[2], process.env.TURN, said].join(' '));
  console.error('turn', process.argv[2]);
  process.exitCode = Number(process.argv[2]) % ${statuses};
});`,
  'answer.pl': `
use strict; use warnings;
my $said = do { local $/; <STDIN> };
print join(' ', $$, $ARGV[0], $ENV{TURN}, $said), "\\n";
print STDERR "turn $ARGV[0]\\n";
exit $ARGV[0] % ${statuses};`,
};

interface Answer {
  readonly pid: number;
  readonly said: string;
  readonly complaint: string;
  readonly code: number | null;
}

function call(program: string, args: string[], turn: number, base: string): Promise<Answer> {
  const env = { ...process.env, SPEEDY_TMPBASE: base, SPEEDY_MAXRUNS: '0', TURN: `t${turn}` };
  const child = spawn(program, [...args, String(turn)], { env });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  child.stdin.end(`input ${turn}`);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      const [pid = '', ...rest] = out.split(' ');
      done({ pid: Number(pid), said: rest.join(' '), complaint, code });
    });
  });
}

/** What differs from what the turn's answer must be. */
function difference({ said, complaint, code }: Answer, turn: number): string | undefined {
  const wanted = [`${turn} t${turn} input ${turn}\n`, `turn ${turn}\n`, turn % statuses];
  const got = [said, complaint, code];
  if (isDeepStrictEqual(got, wanted)) return undefined;
  return `${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
}

/** 0 of one that has gone. */
const residentKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);

/** The largest backend's, at each look. */
class Memory {
  private readonly looks: number[] = [];

  look(pids: Iterable<number>): void {
    this.looks.push(Math.max(...[...pids].map(residentKiB)));
  }

  /** The second half's last quarter against its first. */
  assertLevel(): void {
    const late = this.looks.slice(Math.floor(this.looks.length * settled));
    const quarter = Math.ceil(late.length / 4);
    const most = (some: number[]) => Math.max(...some);
    const [before, after] = [most(late.slice(0, quarter)), most(late.slice(-quarter))];
    assert.ok(after - before < swingKiB, `grows: ${this.looks.join(' ')} KiB`);
  }
}

/** Everything below the directory, but for what belongs to a living backend. */
function leftBehind(base: string): string[] {
  const directory = `${base}.${process.geteuid?.()}`;
  const names = readdirSync(directory, { recursive: true }).map(String);
  const isSocketOfLiving = (name: string) => existsSync(`/proc/${name.split('/').at(-1)}`);
  const expected = /^(log|[0-9a-f]{32}|[0-9a-f]{32}\/(queue|scripts|recipe))$/;
  return names.filter((name) => !expected.test(name) && !isSocketOfLiving(name));
}

const cases = frontends.flatMap((frontend) =>
  Object.entries(scripts).map(([file, text]) => ({ ...frontend, file, text })),
);
for (const { name, program, share, file, text } of cases) {
  const count = Number(process.env.SPEEDY_SOAK_RUNS ?? fewRuns * share);
  const options = { skip: file.endsWith('.pl') && skipPerl };
  test(`${file}: ${count} runs, ${callers} callers at once, ${name}`, options, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'speedy-soak-'));
    const base = join(folder, 's');
    const script = join(folder, file);
    writeFileSync(script, text);
    const pids = new Set<number>();
    const memory = new Memory();
    let wrong: string | undefined;
    let next = 0;
    const caller = async () => {
      for (let turn = next++; turn < count && wrong === undefined; turn = next++) {
        const answer = await call(program, [script], turn, base);
        wrong ??= difference(answer, turn);
        pids.add(answer.pid);
        if (turn % Math.ceil(count / 40) === 0) memory.look(pids);
      }
    };
    try {
      await Promise.all(Array.from({ length: callers }, caller));
      assert.equal(wrong, undefined);
      assert.deepEqual(leftBehind(base), []);
      memory.assertLevel();
    } finally {
      await endBackends(base);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
