exports.done = false;
const b = require('./parts/cycle-b.cjs');
console.log('in a', b.done, b.seen);
exports.done = true;
