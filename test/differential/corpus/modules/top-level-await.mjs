import { setTimeout as sleep } from 'node:timers/promises';

console.log('before');
await sleep(2);
console.log('after', process.argv[2]);
