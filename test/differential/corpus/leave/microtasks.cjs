queueMicrotask(() => console.log('microtask'));
Promise.resolve().then(() => console.log('reaction'));
process.nextTick(() => console.log('tick'));
setImmediate(() => console.log('immediate'));
