const { Console } = require('node:console');
new Console(process.stdout, process.stderr).log('own');
new Console({ stdout: process.stderr }).log('swapped');
