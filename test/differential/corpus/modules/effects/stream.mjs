import { print } from './parts/keeps-stream.mjs';

print(`through a kept stream ${process.argv[2]}\n`);
console.log('direct');
