/** A run, as the queue knows it: nothing that is done to it can reach the next one. */
import { dirname } from 'node:path';
import { states } from '../../shared/layout.ts';
import { now } from '../../shared/libc.ts';
import { Queue } from '../../shared/queue.ts';
import { Entry } from '../../shared/record.ts';

const second = 1e9;
/** In `started`: the request is taken, and the backend has not ended by itself. */
const taken = 1;

export class RunOfQueue {
  private readonly queue: Queue;
  private readonly entry = new Entry();
  /** When it was taken: no two runs of a backend are at the same time. */
  private readonly since: bigint;

  constructor(
    path: string,
    private readonly index: number,
    readonly backend: number,
    private readonly frontend: number,
  ) {
    this.queue = new Queue(path);
    this.queue.read(index, this.entry);
    this.since = this.entry.getLong('since');
  }

  /** Path of the directory. */
  get group(): string {
    return dirname(this.queue.path);
  }

  /** So far. */
  get seconds(): number {
    return Number(now() - this.since) / second;
  }

  /** Needs no lock: it is a look only. */
  get isThere(): boolean {
    const { entry } = this;
    return (
      this.queue.read(this.index, entry) &&
      entry.get('state') === states.serving &&
      entry.get('started') === taken &&
      entry.get('pid') === this.backend &&
      entry.get('partner') === this.frontend &&
      entry.getLong('since') === this.since
    );
  }

  /**
   * While the queue is locked, the backend can't begin another run.
   * @returns false if the run is over
   */
  signal(name: NodeJS.Signals): boolean {
    return this.queue.locked(() => {
      if (!this.isThere) return false;
      process.kill(this.backend, name);
      return true;
    });
  }
}
