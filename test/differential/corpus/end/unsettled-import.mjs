import './parts/waits.mjs';
console.log('never');
