const { createHook } = require('node:async_hooks');
let count = 0;
createHook({ init: (_id, type) => type === 'Timeout' && count++ }).enable();
setTimeout(() => console.log(count), 1);
globalThis.total = undefined;
