console.group('group');
console.log('indented');
console.count();
console.count('other');
console.countReset('other');
console.count('other');
console.time('never ended');
