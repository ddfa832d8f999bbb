// A child of the same interpreter, as scripts start them.
const { spawnSync } = require('node:child_process');
const code = 'console.log(process.argv0.endsWith("node"), process.argv.length, process.execArgv)';
console.log(String(spawnSync(process.execPath, ['-e', code]).stdout));
