process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
setTimeout(() => console.log('goes on'), 2);
throw new Error('caught');
