import { strictEqual } from 'node:assert';
import fs, { readFileSync } from 'fs';
import data from './parts/data.json' with { type: 'json' };
import { increase, value } from './parts/live.mjs';
import * as part from './parts/part.cjs';

strictEqual(fs.readFileSync, readFileSync);
console.log(data, Object.keys(part), part.default.main, part.parent);
const before = value;
increase();
console.log(value - before);
