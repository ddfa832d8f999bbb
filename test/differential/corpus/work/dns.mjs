import { lookup } from 'node:dns/promises';
console.log(await lookup('127.0.0.1'), (await lookup('localhost', { family: 4 })).address);
console.log((await lookup('no-such-host.invalid').catch((error) => error)).syscall);
