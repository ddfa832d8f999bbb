process.on('exit', (c) => console.log('told', c, process.exitCode));
process.exitCode = 0;
await new Promise(() => {});
