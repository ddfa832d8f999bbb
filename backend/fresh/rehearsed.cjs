// Run by a parent before it forks: what most scripts use.
const { readFileSync } = require('node:fs');

console.log('%s', process.argv.slice(2).join(' '), { pid: process.pid }, [process.env.PATH]);
console.error('one');
process.stdout.write('two\n', () => {});
process.stdin.on('data', () => {}).on('end', () => {});
readFileSync(__filename, 'utf8');
setTimeout(() => {}, 0);
process.on('exit', () => {});
