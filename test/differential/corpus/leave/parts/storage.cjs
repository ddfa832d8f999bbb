module.exports = new (require('node:async_hooks').AsyncLocalStorage)();
