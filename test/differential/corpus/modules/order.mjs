import './parts/first.mjs';
import './parts/second.cjs';
import './parts/third.mjs';

console.log(globalThis.order);
