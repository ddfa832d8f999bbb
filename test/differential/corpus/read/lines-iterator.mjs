import { createInterface } from 'node:readline/promises';

for await (const line of createInterface({ input: process.stdin })) console.log(line);
