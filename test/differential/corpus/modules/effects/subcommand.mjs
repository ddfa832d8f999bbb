if (process.argv[2] === 'second') await import('./parts/subcommand.cjs');
console.log(process.env.SUBCOMMAND);
