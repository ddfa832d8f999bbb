[3, 2, 1].sort(() => process.exit(8));
console.log('never');
