/** A folder of the check's own, with the queues of its backends; in the end it leaves nothing. */
import type { ChildProcess } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  fstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpeedyError } from '../../shared/errors.ts';
import { aheadName } from '../../shared/inspection.ts';
import { reason } from '../../shared/libc.ts';
import { textOf } from '../../shared/text-of.ts';
import { endBackends } from './backends.ts';
import { showProgress } from './progress.ts';
import { type Command, killGroup, type Outcome, run } from './run.ts';

const nullDevice = '/dev/null';
/** Milliseconds for a run that was told to end. */
const grace = 2_000;
const lookInterval = 10;
/** Of a socket's path: what stands behind TmpBase, and all of it. */
const behindBase = 56;
const addressSize = 108;

const isNumber = (name: string): boolean => /^\d+$/.test(name);

export class Place {
  readonly folder: string;
  /** SPEEDY_CHECKING. */
  readonly base: string;
  private child: ChildProcess | undefined;
  private isClosing = false;
  private runs = 0;

  /**
   * @param tmpBase beside this
   * @throws SpeedyError
   */
  constructor(tmpBase: string) {
    const prefix = `${resolve(tmpBase)}-check-`;
    try {
      this.folder = mkdtempSync(prefix);
    } catch (error) {
      throw new SpeedyError('directory', prefix, reason(error));
    }
    this.base = join(this.folder, 's');
    if (this.base.length + behindBase <= addressSize) return;
    rmSync(this.folder, { recursive: true });
    throw new SpeedyError('pathTooLong', this.base);
  }

  /** Where speedy itself puts its files. */
  private get home(): string {
    return `${this.base}.${process.geteuid?.()}`;
  }

  /** @returns the path of what each run reads: what we get, read to its end once */
  async takeInput(): Promise<string> {
    if (fstatSync(0).isCharacterDevice()) return nullDevice;
    const path = join(this.folder, 'stdin');
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
    return path;
  }

  /** Once it is to be closed, nothing more is begun: it never returns. */
  async run(command: Omit<Command, 'folder' | 'started'>): Promise<Outcome> {
    await this.unlessClosing();
    showProgress(`run ${++this.runs}`);
    const started = (child: ChildProcess) => {
      this.child = child;
    };
    const outcome = await run({ ...command, folder: this.folder, started });
    await this.unlessClosing();
    this.child = undefined;
    return outcome;
  }

  private async unlessClosing(): Promise<void> {
    if (this.isClosing) await new Promise(() => {});
  }

  /** Pids of the backends that are there for the next run. */
  backends(): number[] {
    if (!existsSync(this.home)) return [];
    const entries = readdirSync(this.home, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isSocket() && isNumber(entry.name))
      .map(({ name }) => Number(name));
  }

  /** What was written to the log, but for speedy's own lines. */
  strayOutput(): string {
    const path = join(this.home, 'log');
    if (!existsSync(path)) return '';
    const lines = readFileSync(path, 'latin1').split('\n');
    return lines.filter((line) => !/^\d{4}-\d\d-\d\dT\S+Z \d+ /.test(line)).join('\n');
  }

  /** All of it. */
  log(): string {
    return textOf(join(this.home, 'log'));
  }

  /** What a template of the group, the only one there, has shown; empty if none has. */
  shownPlan(): string {
    const groups = existsSync(this.home) ? readdirSync(this.home) : [];
    return groups.map((group) => textOf(join(this.home, group, aheadName))).join('');
  }

  /** @returns whether it holds, within so many milliseconds */
  async until(limit: number, holds: () => boolean): Promise<boolean> {
    const end = performance.now() + limit;
    while (!holds()) {
      await this.unlessClosing();
      if (performance.now() > end) return false;
      await sleep(lookInterval);
    }
    return true;
  }

  /** The next run finds no backend. */
  async endBackends(): Promise<void> {
    await this.unlessClosing();
    await endBackends(`${this.base}.`, this.home);
  }

  /** @param signal for a run that is going on */
  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.isClosing = true;
    showProgress('');
    if (this.child !== undefined) await this.endRun(this.child, signal);
    await endBackends(this.folder, this.folder);
  }

  private async endRun(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await Promise.race([exited, sleep(grace, undefined, { ref: false })]);
    killGroup(child);
  }
}
