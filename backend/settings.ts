/** What the frontend that starts a backend tells it: frontend/start.c and start.ts say it. */
import { dirname, join } from 'node:path';

const [, , queue = '', record = '', maxRuns = '', timeout = '', checking] = process.argv;
const group = dirname(queue);
const home = dirname(group);

export const settings = {
  /** Paths. */
  queue,
  socket: join(group, String(process.pid)),
  log: join(home, 'log'),
  /** Compiled TypeScript, by content. */
  cache: join(home, 'cache'),
  /** Index of our record in the queue. */
  record: Number(record),
  /** 0 for no limit. */
  maxRuns: Number(maxRuns),
  /** Milliseconds. */
  timeout: Number(timeout) === 0 ? Number.POSITIVE_INFINITY : Number(timeout) * 1000,
  /** Where speedy --check, whose run we are for, may have left a plan: shared/inspection.ts. */
  checking,
};
