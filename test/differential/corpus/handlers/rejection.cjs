process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
Promise.reject(new Error('x'));
