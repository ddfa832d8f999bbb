console.log('not read', process.argv[2]);
