setInterval(() => console.log('tick'), 1);
process.exit(3);
