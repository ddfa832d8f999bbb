/** Callers, edits and faults at once, for a while; and what came of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../../shared/text-of.ts';
import { endBackends, processesNaming } from '../end-backends.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Call } from './call.ts';
import { Injector } from './injector.ts';
import { Journal } from './journal.ts';
import { plans } from './plans.ts';
import { Random } from './random.ts';
import { damaging } from './scribble.ts';
import { Script } from './script.ts';
import { Surroundings } from './surroundings.ts';
import { explain, judge, type Verdict } from './verdict.ts';

const callers = 6;
/** The native one, where there is a compiler. */
const program = frontends[0]?.program ?? '';
/** Turns are numbered, and those of a caller stay below it. */
const mostTurns = 1e6;
/** How often: the TypeScript frontend starts a node for each call. */
const otherFrontend = 0.1;

/** Milliseconds. */
const stopLimit = 20_000;
const goneLimit = 10_000;
const times = { call: 40, edit: 800, fault: 500 };
/** Milliseconds for which a run lasts, and lines that it writes: 64 KiB are more than a pipe holds. */
const runTimes = [0, 0, 0, 5, 20, 100, 400] as const;
const outputs = [0, 0, 1, 10, 3000] as const;

export interface Figures {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Calls that had no end within their limit. */
  readonly hangs: number;
  /** By kind, edits included. */
  readonly faults: Readonly<Record<string, number>>;
  /** Milliseconds that the slowest call took. */
  readonly slowest: number;
  /** Each with what was done at that time. */
  readonly wrong: readonly string[];
  /** Processes and files that are there when all is over. */
  readonly left: readonly string[];
}

export class Chaos {
  private readonly folder = mkdtempSync(join(tmpdir(), 'speedy-chaos-'));
  private readonly base = join(this.folder, 's');
  private readonly surroundings = new Surroundings(this.base);
  private readonly scripts = plans.map((plan) => new Script(this.folder, plan));
  private readonly journal = new Journal();
  private readonly calls = new Set<Call>();
  private readonly verdicts = { right: 0, killed: 0, untold: 0, wrong: 0 };
  private readonly wrong: string[] = [];
  private hangs = 0;
  private slowest = 0;
  private isOn = true;

  constructor(private readonly seed: number) {}

  /** To be called once. */
  async run(seconds: number): Promise<Figures> {
    const injector = new Injector(this.seed, this.calls, this.surroundings, this.journal);
    const timer = setTimeout(() => this.end(), seconds * 1000);
    const actors = [
      ...Array.from({ length: callers }, (_, caller) => this.callAll(caller)),
      this.again('faults', times.fault, () => injector.harm()),
      this.again('editor', times.edit, (random) => this.edit(random)),
    ];
    try {
      await Promise.all(actors);
    } finally {
      this.end();
      clearTimeout(timer);
      injector.end();
    }
    return this.close();
  }

  /** Nothing new begins. */
  end(): void {
    this.isOn = false;
  }

  /** @param pause milliseconds between two at most */
  private async again(name: string, pause: number, act: (random: Random) => void): Promise<void> {
    const random = new Random(this.seed, name);
    while (this.isOn) {
      await sleep(random.below(pause));
      act(random);
    }
  }

  private edit(random: Random): void {
    const script = random.pick(this.scripts as [Script, ...Script[]]);
    const file = random.next() < 0.5 ? script.file : script.part;
    const inPlace = random.next() < 0.5;
    const number = file.edit(inPlace);
    this.journal.note(inPlace ? 'edit in place' : 'edit', `${file.path}, version ${number}`);
  }

  private async callAll(caller: number): Promise<void> {
    const random = new Random(this.seed, `caller ${caller}`);
    for (let turn = caller * mostTurns; this.isOn; turn++) {
      const script = random.pick(this.scripts as [Script, ...Script[]]);
      const frontend = frontends[random.next() < otherFrontend ? 1 : 0] ?? frontends[0];
      const task = { turn, time: random.pick(runTimes), lines: random.pick(outputs) };
      await this.call(new Call(frontend?.program ?? program, script, task, this.base));
      await sleep(random.below(times.call));
    }
  }

  private async call(call: Call): Promise<void> {
    this.calls.add(call);
    await call.wait();
    this.calls.delete(call);
    const verdict = judge(call, this.journal);
    this.verdicts[verdict]++;
    this.slowest = Math.max(this.slowest, call.ended - call.began);
    if (call.hangs) this.hangs++;
    if (verdict === 'wrong') this.wrong.push(explain(call, this.journal));
  }

  private async close(): Promise<Figures> {
    const left: string[] = [];
    await endBackends(this.base).catch((error: Error) => left.push(error.message));
    const all = [...left, ...(await this.stayers()), ...this.tidied(), ...this.filesLeft()];
    const isDamaged = (text: string) => this.damaged.some((key) => text.includes(key));
    rmSync(this.folder, { recursive: true, force: true });
    const { verdicts, hangs, slowest, wrong } = this;
    const faults = this.journal.counts;
    return {
      verdicts,
      hangs,
      slowest,
      wrong,
      faults,
      left: all.filter((text) => !isDamaged(text)),
    };
  }

  /**
   * Frontends, and what a shell has started for them: they end by themselves.
   * @returns those that don't
   */
  private async stayers(): Promise<string[]> {
    const there = () => processesNaming(this.folder);
    await until('they end', goneLimit, () => there().length === 0).catch(() => {});
    return there().map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
  }

  /**
   * A queue that looks like that of another speedy is left alone by --stop, and so is one that it can't
   * read: until it is used.
   * @returns the names of all that may be so
   */
  private get damaged(): string[] {
    const scribbles = this.journal.faults.filter(({ kind }) => damaging.includes(kind));
    return scribbles.map(({ what }) => basename(what));
  }

  /**
   * Whoever was killed together with its keeper is missed by nobody: speedy --stop sees to what it left.
   * @returns what that has to complain of
   */
  private tidied(): string[] {
    const env = { PATH: process.env.PATH, SPEEDY_TMPBASE: this.base };
    const args = ['--stop'];
    const { stderr, status } = spawnSync(program, args, {
      env,
      timeout: stopLimit,
      encoding: 'utf8',
    });
    const lines = stderr.split('\n').filter((line) => line !== '');
    return status === 0 ? lines : [...lines, `--stop: ${status}`];
  }

  /** The log and what was compiled are to stay. */
  private filesLeft(): string[] {
    const { home } = this.surroundings;
    if (!existsSync(home)) return [];
    const names = readdirSync(home, { recursive: true }).map(String);
    return names.filter((name) => !/^(log|log\.old|cache(\/.*)?)$/.test(name));
  }
}
