process.exitCode = 3;
process.env.SUBCOMMAND = 'set';
process.on('exit', () => console.log('listener of a subcommand'));
