const { writeSync } = require('node:fs');
try {
  writeSync(1, `sync ${process.argv[2]}\n`);
  writeSync(2, 'error\n');
} catch (error) {
  process.exitCode = error.code === 'EBADF' ? 9 : 8;
}
