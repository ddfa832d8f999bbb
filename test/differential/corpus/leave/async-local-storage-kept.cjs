const storage = require('./parts/storage.cjs');
storage.run(process.argv[2], () => setImmediate(() => console.log(storage.getStore())));
