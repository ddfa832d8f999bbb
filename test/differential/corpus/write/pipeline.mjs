import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

await pipeline(Readable.from(['a\n', 'b\n']), process.stdout, { end: false });
console.log('c');
