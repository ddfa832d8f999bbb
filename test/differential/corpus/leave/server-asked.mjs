import { createServer } from 'node:http';

const server = createServer((_request, response) => response.end('answer'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const answer = await fetch(`http://127.0.0.1:${server.address().port}/`);
console.log(answer.status, await answer.text());
server.close();
