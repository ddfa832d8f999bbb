const { createHook } = require('node:async_hooks');
const { writeSync } = require('node:fs');
let first = true;
createHook({
  init(_id, type) {
    if (type === 'Timeout' && first) {
      first = false;
      try {
        writeSync(1, 'timer\n');
      } catch {}
    }
  },
}).enable();
setTimeout(() => {}, 1);
