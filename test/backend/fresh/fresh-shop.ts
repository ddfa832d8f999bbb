// A workshop for fresh runs, with a look at the group's queue.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { states } from '../../../shared/layout.ts';
import { startOf } from '../../../shared/process-start.ts';
import type { Entry } from '../../../shared/record.ts';
import { entriesIn } from '../../frontend/made-up-group.ts';
import { until } from '../../until.ts';
import { Workshop } from '../../workshop.ts';

const limit = 30_000;

/** A run that goes on beside the test. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ out: string; err: string; code: number | null; by: string | null }>;
}

/** Zombies are gone. */
export const isGone = (pid: number): boolean => startOf(pid) === 0n;

export const untilGone = (...pids: readonly number[]): Promise<void> =>
  until(`${pids} are gone`, limit, () => pids.every(isGone));

/** @returns opens a shop, which is closed behind the tests of the suite */
export function shopsOf(program: string): () => FreshShop {
  const shops: FreshShop[] = [];
  after(() => Promise.all(shops.map((shop) => shop.close())));
  return () => {
    const shop = new FreshShop(program);
    shops.push(shop);
    return shop;
  };
}

/** With one spare, it is known which one the next run gets. */
const options = ['--', '-f', '-s1'];

export class FreshShop extends Workshop {
  constructor(readonly program: string) {
    super();
  }

  get log(): string {
    return readFileSync(join(this.home, 'log'), 'utf8');
  }

  /** What is in the queue, where all run one script. */
  entries(state: number): Entry[] {
    const entries = this.groups.slice(0, 1).flatMap(entriesIn);
    return entries.filter((entry) => entry.get('state') === state);
  }

  pidsIn(state: number): number[] {
    return this.entries(state).map((entry) => entry.get('pid'));
  }

  get parent(): number {
    const [parent, ...more] = this.pidsIn(states.parent);
    assert.ok(parent !== undefined && more.length === 0, `parents: ${parent} ${more}`);
    return parent;
  }

  /** @returns the pid of the backend that the next run gets */
  async spare(): Promise<number> {
    await until('a spare backend is there', limit, () => {
      const [idle] = this.pidsIn(states.idle);
      return idle !== undefined && !isGone(idle);
    });
    return this.pidsIn(states.idle)[0] as number;
  }

  fresh(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return this.run(this.program, [...options, ...args], env);
  }

  /** @param args options of speedy, the script, its arguments; standard input is a pipe */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const child = spawn(this.program, [...options, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      timeout: limit,
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (data) => {
      said.out += data;
    });
    child.stderr.on('data', (data) => {
      said.err += data;
    });
    child.stdin.on('error', () => {}); // it may have gone
    const ended = once(child, 'close').then(([code, by]) => ({ ...said, code, by }));
    return { child, ended };
  }

  /** Runs at once, and what each prints. */
  async atOnce(count: number, args: readonly string[]): Promise<string[]> {
    const all = Array.from({ length: count }, () => {
      const { child, ended } = this.start(args);
      child.stdin?.end();
      return ended;
    });
    const ends = await Promise.all(all);
    for (const { err, code } of ends) assert.deepEqual([err, code], ['', 0]);
    return ends.map(({ out }) => out.trim());
  }

  /** @returns what it prints first */
  async firstLine({ child }: Started): Promise<string> {
    const [data] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    return String(data).trim();
  }
}
