import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on('online', () => {
    console.log('online');
    worker.unref();
  });
} else {
  setInterval(() => {}, 1000);
}
