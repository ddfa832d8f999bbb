import { f } from './parts/cycle.mjs';

export const a = 1;
console.log('main', f());
