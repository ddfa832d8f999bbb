console.log(exports === module.exports, this === exports, typeof arguments, arguments.length);
exports.value = 1;
console.log(Object.keys(require.cache[__filename].exports));
