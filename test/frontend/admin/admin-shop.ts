// Where --status and the like are seen from outside.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { startOf } from '../../../shared/process-start.ts';
import { until } from '../../until.ts';
import { type Outcome, Workshop } from '../../workshop.ts';

export const bound = 20_000;

export interface Shown {
  key: string;
  group: string | null;
  scripts: { path: string; state: string }[];
  waiting: number;
  processes: {
    pid: number | null;
    state: string;
    runs: number;
    age: number | null;
    idle: number | null;
    memory: number | null;
  }[];
  leaks: string[];
}

/** A run that goes on beside the test. */
export interface Going {
  readonly child: ChildProcess;
  /** Of its backend. */
  readonly pid: number;
  readonly ended: Promise<{ out: string; code: number | null; signal: NodeJS.Signals | null }>;
}

export const isGone = (pid: number): boolean => startOf(pid) === 0n;

export const untilGone = (...pids: readonly number[]): Promise<void> =>
  until(`${pids} are gone`, bound, () => pids.every(isGone));

export class AdminShop extends Workshop {
  readonly pid = this.script('pid.cjs', 'console.log(process.pid)');
  /** Prints its pid, and ends with its standard input. /proc doesn't say any more what it is. */
  readonly slow = this.script(
    'slow.cjs',
    "process.title = 'slow'; console.log(process.pid); process.stdin.resume().on('end', () => console.log('done'))",
  );

  constructor(readonly program: string) {
    super();
  }

  /** @returns what is printed */
  ok(...args: readonly string[]): string {
    const { out, err, code } = this.run(this.program, args);
    assert.deepEqual([err, code], ['', 0], out);
    return out;
  }

  admin(...args: readonly string[]): Outcome {
    return this.run(this.program, args);
  }

  json(...args: readonly string[]): Shown[] {
    const { out, err, code } = this.admin('--status', '--json', ...args);
    const shown = JSON.parse(out);
    assert.deepEqual([err, code], ['', shown.length > 0 ? 0 : 3]);
    return shown;
  }

  /** Pids of a state, or of all. */
  pids(state?: string, ...args: readonly string[]): number[] {
    const all = this.json(...args).flatMap(({ processes }) => processes);
    const wanted = all.filter((one) => state === undefined || one.state === state);
    return wanted.map(({ pid }) => pid ?? 0);
  }

  spawn(...args: readonly string[]): ChildProcess {
    return spawn(this.program, args, { cwd: this.folder, env: this.env });
  }

  async start(...args: readonly string[]): Promise<Going> {
    const child = this.spawn(...args);
    let out = '';
    child.stdout?.on('data', (data) => {
      out += data;
    });
    const ended = once(child, 'close').then(([code, signal]) => ({ out, code, signal }));
    await Promise.race([ended, until('it runs', bound, () => out.includes('\n'))]);
    return { child, pid: Number.parseInt(out, 10), ended };
  }
}
