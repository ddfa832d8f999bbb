require('./parts/adds-listener.cjs');
console.log('main');
