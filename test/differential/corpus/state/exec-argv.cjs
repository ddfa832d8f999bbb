console.log(process.execArgv);
process.execArgv.push('--more');
