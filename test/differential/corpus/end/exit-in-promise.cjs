Promise.resolve().then(() => process.exit(6));
Promise.resolve().then(() => console.log('never'));
