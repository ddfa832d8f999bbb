process.exitCode = 3;
process.exitCode = undefined;
