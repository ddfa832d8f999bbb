globalThis.evaluated = (globalThis.evaluated ?? 0) + 1;
delete globalThis.evaluated;
console.log('once');
