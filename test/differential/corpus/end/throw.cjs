console.log('before');
throw new Error(`thrown by ${process.argv[2]}`);
