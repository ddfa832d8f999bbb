process.on('unhandledRejection', (error) => console.log('handled by a module:', error.message));
