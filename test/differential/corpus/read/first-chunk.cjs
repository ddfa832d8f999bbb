process.stdin.once('data', (chunk) => {
  console.log(chunk.length);
  process.stdin.destroy();
});
