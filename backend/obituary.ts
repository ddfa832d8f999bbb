/** Run by the keeper of a backend that died of a signal: tells the frontend, and tidies up. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Queue } from '../shared/queue.ts';

const [, , path = '', pid = '', signal = ''] = process.argv;
rmSync(join(dirname(path), pid), { force: true });
new Queue(path, 0).bury(Number(pid), Number(signal));
