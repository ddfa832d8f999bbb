// RegExp remembers the last match.
console.log([RegExp.lastMatch, RegExp.input, RegExp.$1, RegExp.leftContext, RegExp.rightContext]);
/(b)/.test(`a${process.argv[2]}bc`);
console.log([RegExp.lastMatch, RegExp.input, RegExp.$1, RegExp.leftContext, RegExp.rightContext]);
