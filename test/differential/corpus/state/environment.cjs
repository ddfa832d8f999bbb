console.log(process.env.SET, process.env.ADDED, 'HOME' in process.env);
process.env.ADDED = 'added';
process.env.SET = 'changed';
delete process.env.HOME;
console.log(String(require('node:child_process').execSync('echo $ADDED $SET $HOME')));
