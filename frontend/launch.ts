/** A backend that we start while we wait in line: whether one is due, and what becomes of it. */
import { closeSync, read } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { patience, startLimit, states, trust } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import { wakeUp } from '../shared/queue.ts';
import type { Entry } from '../shared/record.ts';
import { put } from './end.ts';
import type { GroupQueue } from './queue.ts';
import { addRecord, type Counts } from './scan.ts';
import { backendProgram, type Recipe, startBackend } from './start.ts';

/** Failed ones, after which a frontend starts no more. */
const launchTries = 3;
/** Of what a backend says, the beginning is kept. */
const saidSize = 2048;

/**
 * Where a parent makes the backends, it is told that somebody waits; one that makes none for so
 * long that a start would have failed is no help.
 * @returns whether it is
 */
export function callParent({ parent }: Counts, waited: bigint): boolean {
  return parent !== undefined && waited < BigInt(startLimit) && wakeUp(parent);
}

export class Launch {
  private index: number | undefined;
  private keeper = 0;
  private began = 0n;
  private isOpen = false;
  private failures = 0;
  /** The last one that failed wasn't ready in time. */
  private late = false;
  private said = Buffer.alloc(0);

  /** @param heard called when the backend has said something, or has closed its output */
  constructor(
    private readonly run: Recipe,
    private readonly queue: GroupQueue,
    private readonly heard: () => void,
  ) {}

  /** Whether one more backend may be started for somebody in line who has waited that long. */
  isDue({ backends, starting, coming }: Counts, waited: bigint): boolean {
    const cores = process.getBuiltinModule('node:os').availableParallelism();
    const most = this.run.values.Fresh === '1' ? 1 : cores; // it makes the others
    const limit = Number(this.run.values.MaxBackends);
    if (this.index !== undefined || this.failures >= launchTries) return false;
    if (limit > 0 && backends >= limit) return false;
    if (coming >= this.queue.header.get('waiting') && waited < BigInt(trust)) return false;
    if (starting >= most) return false;
    return backends < cores || waited >= BigInt(patience);
  }

  /** Our record, as long as it is that of our start. */
  private ours(pid: number): Entry | undefined {
    const entry = this.index === undefined ? undefined : this.queue.read(this.index);
    return entry?.get('state') === states.starting && entry.get('pid') === pid ? entry : undefined;
  }

  private change(entry: Entry | undefined, field: 'pid' | 'partner', value: number): void {
    if (entry === undefined || this.index === undefined) return;
    entry.set(field, value);
    this.queue.write({ index: this.index, entry });
  }

  /** With the lock held; no signal ends us in between: they come as events. */
  start(): void {
    const { run, queue } = this;
    const { pid } = process;
    this.began = now();
    const index = addRecord(queue, {
      state: states.starting,
      pid,
      partner: pid,
      since: this.began,
    });
    this.index = index;
    this.said = Buffer.alloc(0);
    queue.unlock();
    const { keeper, output } = startBackend(run, queue, index);
    this.keeper = keeper;
    queue.lock();
    this.change(this.ours(pid), 'pid', keeper);
    this.isOpen = true;
    this.listen(output, index);
  }

  /** Takes in what the backend says: the beginning is kept, the rest is read all the same. */
  private listen(output: number, index: number): void {
    const part = Buffer.alloc(saidSize);
    read(output, part, 0, saidSize, null, (error, size) => {
      const isOver = error !== null || size === 0;
      if (isOver) closeSync(output);
      else this.listen(output, index);
      if (this.index !== index) return;
      this.isOpen = !isOver;
      this.said = Buffer.concat([this.said, part.subarray(0, size)]).subarray(0, saidSize);
      this.heard();
    });
  }

  /** It has closed its output, being ready or having failed; or it takes too long. */
  get isOver(): boolean {
    return this.index !== undefined && (!this.isOpen || now() - this.began > BigInt(startLimit));
  }

  /** While its output is open, something of the keeper's group is there, so that its number is. */
  finish(): void {
    const isLate = this.isOpen;
    const isUnready = this.ours(this.keeper) !== undefined;
    if (isLate) this.killKeeper();
    if (isUnready && this.index !== undefined) this.queue.free(this.index);
    if (isLate || isUnready) {
      this.failures++;
      this.late = isLate;
    }
    this.index = undefined;
  }

  private killKeeper(): void {
    if (this.keeper === 0) return; // as a group, 0 is our own
    try {
      process.kill(-this.keeper, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  get hasFailed(): boolean {
    return this.failures > 0;
  }

  /** What the backend said before it was ready. */
  get words(): string {
    return this.said.toString('latin1');
  }

  /** We have been served by another: ours goes on for others, a failure of it is theirs to see. */
  leave(): void {
    this.change(this.ours(this.keeper), 'partner', 0);
    this.index = undefined;
  }

  /**
   * Our backend failed to start: so do we, with its own words; unless others are there, who can
   * serve us, or are about to be. One that says nothing was killed: another may live.
   */
  giveUpWithoutHope({ backends, starting }: Counts): void {
    if (this.failures === 0 || this.index !== undefined) return;
    if (backends > starting) return;
    const silent = this.said.length === 0 && !this.late;
    if ((starting > 0 || silent) && this.failures < launchTries) return;
    this.queue.unlock();
    put(2, this.said.toString('latin1'));
    const failed = this.run.interpreter.length > 0 ? 'startRefused' : 'startFailed';
    throw new SpeedyError(this.late ? 'startTimeout' : failed, backendProgram(this.run));
  }
}
