// A workshop in which things break: runs that don't hold up the test, and what is left behind.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '../../shared/text-of.ts';
import { processesNaming } from '../end-backends.ts';
import { until } from '../until.ts';
import { type Outcome, Workshop } from '../workshop.ts';

/** Milliseconds. Within this time a fault is healed, on a busy machine too. */
export const soon = 20_000;

export interface Call {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Outcome>;
}

const pidScripts = {
  node: ['pid.cjs', 'console.log(process.pid); process.exitCode = process.argv[2]'],
  perl: ['pid.pl', 'print "$$\\n"; exit($ARGV[0] // 0)'],
} as const;

export type Language = keyof typeof pidScripts;

export class Ward extends Workshop {
  /** It prints its backend's pid, and ends with the status that it is given. */
  readonly pid: string;

  constructor(language: Language = 'node') {
    super();
    const [name, text] = pidScripts[language];
    this.pid = this.script(name, text);
  }

  /** A run that takes longer than is bearable is killed, which no test takes for right. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Call {
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: soon,
      killSignal: 'SIGKILL',
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (data) => {
      said.out += data;
    });
    child.stderr.on('data', (data) => {
      said.err += data;
    });
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ ...said, code, signal }));
    });
    return { child, pid: child.pid ?? 0, ended };
  }

  call(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.start(program, args, env).ended;
  }

  /** A run of `pid` that must be right. @returns the backend's pid */
  async served(
    program: string,
    options: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<number> {
    const outcome = await this.call(program, [...options, this.pid], env);
    assert.match(outcome.out, /^\d+\n$/, JSON.stringify(outcome));
    assert.deepEqual({ ...outcome, out: '' }, { out: '', err: '', code: 0, signal: null });
    return Number(outcome.out);
  }

  /** The folder of the group that has this backend. */
  groupOf(backend: number): string {
    const [group] = this.groups.filter((path) => existsSync(join(path, String(backend))));
    if (group === undefined) throw new Error(`backend ${backend} is in no group`);
    return group;
  }

  /** Backends end by themselves, with their Timeout; then neither they nor their groups are there. */
  async isEmpty(): Promise<void> {
    const left = () => [...this.groups, ...processesNaming(this.base)];
    await until('nothing is left', soon, () => left().length === 0).catch((error) => {
      throw new Error(`${error.message}: ${left().join()}`);
    });
  }
}

export const isGone = (pid: number): Promise<void> =>
  until(`${pid} is gone`, soon, () => !existsSync(`/proc/${pid}`));

/** As /proc/<pid>/stat has it: T for stopped, Z for a zombie. */
export const stateOf = (pid: number): string =>
  /\) (\w)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? '';

export const parentOf = (pid: number): number =>
  Number(/\) \w (\d+)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? 0);
