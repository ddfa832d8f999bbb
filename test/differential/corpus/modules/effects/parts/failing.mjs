process.on('exit', () => console.log('listener'));
throw new Error('failing');
