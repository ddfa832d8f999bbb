process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => console.log('data', JSON.stringify(chunk)));
process.stdin.on('end', () => console.log('end'));
