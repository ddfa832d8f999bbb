require('./parts/tool.cjs').main();
console.log(process.env.SUBCOMMAND);
