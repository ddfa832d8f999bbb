process.stdin.on('data', (chunk) => console.log(chunk.length));
process.stdin.unref?.();
