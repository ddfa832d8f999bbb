require('./parts/patches-console.cjs');
console.log('main');
