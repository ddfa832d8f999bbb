globalThis.setImmediate = () => {};
globalThis.queueMicrotask = () => {};
process.on('exit', () => console.log('bye'));
