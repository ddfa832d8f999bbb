process.on('unhandledRejection', () => {});
process.on('rejectionHandled', () => console.log('handled'));
const promise = Promise.reject(new Error('x'));
setTimeout(() => promise.catch((error) => console.log(error.message)), 2);
