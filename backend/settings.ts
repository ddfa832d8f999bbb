/** What the frontend that starts a backend tells it: frontend/start.c and start.ts say it. */
import { dirname, join } from 'node:path';
import { valueOptions } from '../shared/options.ts';

/** In the environment of a backend that a parent has started, and not forked: its pid. */
export const parentName = 'SPEEDY_PARENT';
/** In that of an heir: the pid of the backend in whose place it is to be; else 0, or nothing. */
export const predecessorName = 'SPEEDY_PREDECESSOR';

const [, , queue = '', record = '', ...values] = process.argv;
const home = dirname(dirname(queue));
/** Of all runs: where one of these differs, another backend serves. The script may set them. */
const options = Object.fromEntries(valueOptions.map(({ name }, i) => [name, values[i] ?? '']));

export const settings = {
  /** Paths. */
  group: dirname(queue),
  get queue(): string {
    return join(this.group, 'queue');
  },
  /** Of this process, which may have been forked. */
  get socket(): string {
    return join(this.group, String(process.pid));
  },
  log: join(home, 'log'),
  /** Compiled TypeScript, by content. */
  cache: join(home, 'cache'),
  /** How one begins that is a removed directory in a moment. */
  removed: join(home, 'removed-'),
  /** Index of our record in the queue. */
  record: Number(record),
  /** By name, as text. */
  options,
  /** The next backend of this group has that, whatever the script sets for this one. */
  firstMaxRuns: Number(options.MaxRuns),
  /** Each run has a process of its own. */
  isFresh: options.Fresh === '1',
  isAhead: options.Ahead === '1',
  /** The pid of who has made this process for a run; undefined for a parent, and without -f. */
  parent: Number(process.env[parentName]) || undefined,
  /** This process makes the backends. */
  get isParent(): boolean {
    return this.isFresh && this.parent === undefined;
  },
  /** The pid of the backend that this one succeeds, which may serve still. */
  predecessor: Number(process.env[predecessorName]) || undefined,
  /** off, warn or retire. Of a fresh run, nothing can stay. */
  get leakCheck(): string {
    return this.isFresh ? 'off' : (options.LeakCheck ?? 'off');
  },
  /** Infinite for no limit. */
  get maxRuns(): number {
    return this.isFresh ? 1 : Number(options.MaxRuns) || Number.POSITIVE_INFINITY;
  },
  get maxBackends(): number {
    return Number(options.MaxBackends) || Number.POSITIVE_INFINITY;
  },
  /** Milliseconds; infinite for no limit. */
  get timeout(): number {
    return Number(options.Timeout) * 1000 || Number.POSITIVE_INFINITY;
  },
  /** Bytes; infinite for no limit. */
  get maxMemory(): number {
    return Number(options.MaxMemory) * 2 ** 20 || Number.POSITIVE_INFINITY;
  },
  /** Milliseconds; infinite for no limit. */
  get maxAge(): number {
    return (!this.isFresh && Number(options.MaxAge) * 1000) || Number.POSITIVE_INFINITY;
  },
  /** Idle backends, beyond those that serve; 0 means some where runs are fresh. */
  get minSpare(): number {
    return Number(options.MinSpare);
  },
  /** Seconds; 0 for no limit. */
  get maxRunTime(): number {
    return Number(options.MaxRunTime);
  },
  /** Where speedy --check, whose run we are for, may have left a plan: shared/inspection.ts. */
  checking: values[valueOptions.length],
};
