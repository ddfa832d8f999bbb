console.log(process.argv[2]);
Object.freeze(process);
