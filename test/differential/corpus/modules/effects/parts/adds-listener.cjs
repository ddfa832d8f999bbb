process.on('exit', (code) => console.log('listener of a module', code));
