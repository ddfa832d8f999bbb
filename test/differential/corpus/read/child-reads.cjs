require('node:child_process').spawnSync('cat', { stdio: 'inherit' });
console.log('after');
