process.nextTick(() => process.exit(5));
process.nextTick(() => console.log('never'));
