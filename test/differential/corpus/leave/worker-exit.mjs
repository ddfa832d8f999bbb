import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) {
  new Worker(new URL(import.meta.url)).on('online', () => process.exit(3));
} else {
  setInterval(() => {}, 1000);
}
