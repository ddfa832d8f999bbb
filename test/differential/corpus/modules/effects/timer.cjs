const { ticks } = require('./parts/ticks.cjs');
const before = ticks();
setTimeout(() => console.log(ticks() > before), 30);
