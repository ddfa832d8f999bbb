process.chdir('/');
console.log(String(require('node:child_process').execSync('pwd')));
