import { found } from '@own/found.js';

console.log(found);
