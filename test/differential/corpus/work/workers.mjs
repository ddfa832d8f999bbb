import { Worker } from 'node:worker_threads';
const code = `
  const { parentPort, workerData } = require('node:worker_threads');
  let sum = 0;
  for (let i = 0; i < 3e6; i++) sum = (sum + i * workerData) % 1_000_003;
  parentPort.postMessage([sum, [].concat(...Array.from({ length: 200 }, (_, i) => Array(1000).fill(i))).length]);
`;
const results = [1, 2, 3, 4].map((workerData) => new Promise((resolve, reject) => {
  const worker = new Worker(code, { eval: true, workerData });
  worker.on('error', reject).on('message', resolve);
}));
console.log((await Promise.all(results)).join(' '));
