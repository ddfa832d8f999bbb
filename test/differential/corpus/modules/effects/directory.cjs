process.chdir(process.argv[2] === 'second' ? '/tmp' : __dirname);
require('./parts/changes-directory.cjs');
console.log(process.cwd() === '/', process.cwd() === require('node:path').dirname(__dirname));
