import { createServer, get } from 'node:http';
const server = createServer((request, response) => {
  request.on('data', () => {}).on('end', () => response.end(`${request.method} ${request.url}`));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const answers = await Promise.all([1, 2, 3, 4].map(async (n) => (await fetch(`${url}/${n}`, { method: 'POST', body: 'x' })).text()));
console.log(answers.join());
get(`${url}/plain`, (response) => response.setEncoding('utf8').on('data', console.log).on('end', () => {
  server.close(() => console.log('closed'));
  server.closeAllConnections();
}));
