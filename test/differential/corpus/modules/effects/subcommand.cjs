if (process.argv[2] === 'second') require('./parts/subcommand.cjs');
console.log(process.env.SUBCOMMAND);
