process.on('exit', () => process.exit(3));
console.log('before'); await (async () => { await new Promise(() => {}); })();
