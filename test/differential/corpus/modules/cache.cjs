console.log(__filename in require.cache, require.cache[__filename] === module);
const before = require('./parts/part.cjs');
delete require.cache[require.resolve('./parts/part.cjs')];
console.log(require('./parts/part.cjs') === before);
