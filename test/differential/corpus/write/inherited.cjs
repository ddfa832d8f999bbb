const { spawnSync } = require('node:child_process');
console.log('before');
spawnSync('sh', ['-c', 'echo child; echo error >&2'], { stdio: 'inherit' });
console.log('after');
