const { log } = console;
console.log = (...args) => log('[module]', ...args);
