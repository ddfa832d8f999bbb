console.log(process.argv.length, process.argv.slice(2), process.argv0, process.execPath);
process.argv.push('more');
