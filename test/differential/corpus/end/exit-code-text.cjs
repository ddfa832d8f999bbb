process.exitCode = '12';
