console.log(process.umask().toString(8));
process.umask(0o007);
console.log(String(require('node:child_process').execSync('umask')));
