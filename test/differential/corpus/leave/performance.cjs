const { performance } = require('node:perf_hooks');
performance.mark('a');
performance.measure('b', 'a');
console.log(performance.getEntries().map(({ name }) => name));
console.log(performance.now() < 60_000);
