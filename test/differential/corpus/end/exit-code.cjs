process.exitCode = 300;
