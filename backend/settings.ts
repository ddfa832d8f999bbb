/** What the frontend that starts a backend tells it: frontend/start.c and start.ts say it. */
import { dirname, join } from 'node:path';
import { valueOptions } from '../shared/options.ts';

const [, , queue = '', record = '', ...values] = process.argv;
const group = dirname(queue);
const home = dirname(group);
/** Of all runs: where one of these differs, another backend serves. The script may set them. */
const options = Object.fromEntries(valueOptions.map(({ name }, i) => [name, values[i] ?? '']));

export const settings = {
  /** Paths. */
  queue,
  socket: join(group, String(process.pid)),
  log: join(home, 'log'),
  /** Compiled TypeScript, by content. */
  cache: join(home, 'cache'),
  /** Index of our record in the queue. */
  record: Number(record),
  /** By name, as text. */
  options,
  /** Infinite for no limit. */
  get maxRuns(): number {
    return Number(options.MaxRuns) || Number.POSITIVE_INFINITY;
  },
  /** Milliseconds; infinite for no limit. */
  get timeout(): number {
    return Number(options.Timeout) * 1000 || Number.POSITIVE_INFINITY;
  },
  /** Where speedy --check, whose run we are for, may have left a plan: shared/inspection.ts. */
  checking: values[valueOptions.length],
};
