import { createServer, connect } from 'node:net';
const signal = AbortSignal.timeout(20);
setTimeout(() => {}, 200);
await new Promise((resolve) => signal.addEventListener('abort', resolve));
console.log(signal.reason.name);
const server = createServer((socket) => socket.end('hello'));
server.listen('\0speedy-corpus-' + process.pid, () => {
  connect(server.address()).setEncoding('utf8').on('data', console.log).on('close', () => server.close());
});
