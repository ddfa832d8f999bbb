process.on('exit', (code) => console.log('exit', code));
process.once('exit', () => console.log('once'));
process.prependListener('exit', () => console.log('first'));
