import { readFileSync } from 'node:fs';
import { named } from './parts/js-name.mjs';
import { value, type Value } from './parts/source.mjs';

const typed: Value = value;
console.log(named, typed, typeof readFileSync, import.meta.url.endsWith('imports.mts'));
console.log((await import('./parts/source.mts')).value);
