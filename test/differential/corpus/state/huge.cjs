console.log(process.argv.length, process.argv[4].length, process.argv.at(-1), process.env.HUGE.length);
