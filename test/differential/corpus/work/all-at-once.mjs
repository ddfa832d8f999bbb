import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';

const code = `
  const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
  let kept = [];
  for (let i = 0; i < 100; i++) kept = [...kept.slice(-20), Array.from({ length: 3_000 }, (_, n) => ({ n }))];
  fetch;
  require('node:worker_threads').parentPort.postMessage(fibonacci(24));
`;
const server = createServer((_request, response) => response.end('x'.repeat(100_000)));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const workers = [1, 2, 3, 4].map(
  () => new Promise((resolve, reject) => new Worker(code, { eval: true }).on('message', resolve).on('error', reject)),
);
const keys = [1, 2, 3, 4, 5, 6].map((n) => promisify(pbkdf2)('secret', `${n}`, 5_000, 32, 'sha512'));
const pages = [1, 2, 3, 4, 5, 6].map(async () => (await (await fetch(`http://127.0.0.1:${port}/`)).text()).length);
let kept = [];
for (let i = 0; i < 50; i++) {
  kept = [...kept.slice(-50), gzipSync(Buffer.alloc(50_000, i)), Array.from({ length: 5_000 }, (_, n) => ({ n }))];
  await readFile(new URL(import.meta.url));
}
console.log((await Promise.all(workers)).join(), (await Promise.all(keys)).length, (await Promise.all(pages)).join());
server.close();
server.closeAllConnections();
