require('node:fs').closeSync(1);
process.exitCode = 4;
