console.log('log %s %d %j %o', 'a', 1, { b: 2 }, [3]);
console.error('error');
console.info('info');
console.warn('warn');
console.debug('debug');
console.table([{ a: 1 }, { a: 2 }]);
console.dir({ deep: { deep: { deep: { deep: 1 } } } }, { depth: 0 });
console.assert(false, 'assertion');
