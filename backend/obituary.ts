/** Run by the keeper of a backend that died unawares: tells its frontend, and tidies up. */
import { Queue } from '../shared/queue.ts';
import { bury } from './bury.ts';

const [, , path = '', pid = '', shellStatus = ''] = process.argv;
const queue = new Queue(path);

/** As wait(2) tells: a shell says 128 + n for a death by signal n. */
const signal = Number(shellStatus) - 128;
const how = signal > 0 ? signal : Number(shellStatus) << 8;

queue.locked(() => {
  bury(queue, Number(pid), how);
  queue.removeIfUnused();
});
