console.log(process.stdout.write('x'), process.stdout.writableLength);
