process.stdin.on('data', (chunk) => {
  console.log(String(chunk));
  process.stdin.pause();
});
