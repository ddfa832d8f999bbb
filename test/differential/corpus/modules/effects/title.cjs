require('./parts/sets-title.cjs');
console.log(process.title, process.exitCode);
