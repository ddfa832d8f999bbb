const { ticks } = require('./parts/ticks.cjs');
const before = ticks();
setTimeout(() => {
  console.log(ticks() > before);
  for (const end = Date.now() + 15; Date.now() < end; );
  process.exit(0);
}, 30);
