process.nextTick(() => console.log(new Error('tick').stack));
queueMicrotask(() => console.log(new Error('microtask').stack));
setImmediate(() => console.log(new Error('immediate').stack));
