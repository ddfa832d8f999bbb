const { tmpdir } = require('node:os');
console.log(process.cwd() === __dirname);
process.chdir(tmpdir());
console.log(process.cwd() === tmpdir());
