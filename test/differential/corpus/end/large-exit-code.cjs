process.exitCode = 2 ** 40 + 3;
