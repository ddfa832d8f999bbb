process.exitCode = 11;
process.exit();
