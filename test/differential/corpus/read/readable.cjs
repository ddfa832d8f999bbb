process.stdin.on('readable', () => {
  for (let chunk = process.stdin.read(3); chunk !== null; chunk = process.stdin.read(3)) {
    console.log(String(chunk));
  }
});
process.stdin.on('end', () => console.log('end'));
