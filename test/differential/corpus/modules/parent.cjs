console.log(require('./parts/part.cjs'), module.children.length);
