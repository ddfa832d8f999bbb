const { log } = console;
console.log = (...args) => log('prefix', ...args);
console.extra = (console.extra ?? 0) + 1;
console.log(console.extra);
