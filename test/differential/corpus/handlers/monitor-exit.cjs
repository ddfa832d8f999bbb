process.on('uncaughtExceptionMonitor', (error) => console.log('monitor', error));
process.exit(3);
