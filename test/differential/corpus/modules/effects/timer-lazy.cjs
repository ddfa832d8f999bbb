const { start, ticks } = require('./parts/lazy-ticks.cjs');
start();
const before = ticks();
setTimeout(() => console.log(ticks() > before), 30);
