// Run by a parent before it forks: what most scripts use.
const { readFileSync } = require('node:fs');
const { readdir, readFile, stat } = require('node:fs/promises');

console.log('%s', process.argv.slice(2).join(' '), { pid: process.pid }, [process.env.PATH]);
console.error('one');
process.stdout.write('two\n', () => {});
process.stdin.on('data', () => {}).on('end', () => {});
readFileSync(__filename, 'utf8');
setTimeout(() => {}, 0);
process.on('exit', () => {});

async function useModules() {
  await Promise.all([stat(__filename), readFile(__filename, 'utf8'), readdir(__dirname)]);
  new URL('x?a=1', 'file:///a/').searchParams.get('a');
  // Node.js's own loader, which modules of CommonJS use.
  await import('data:text/javascript,import "node:path"; export default 1');
}
useModules();
