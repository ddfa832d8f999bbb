const { url, dirname, filename } = import.meta;
console.log(url, dirname, filename, Object.keys(import.meta), import.meta.main);
console.log(import.meta.resolve('./parts/data.json'), import.meta.resolve('node:fs'));
console.log(typeof require, typeof module, typeof __filename, this);
