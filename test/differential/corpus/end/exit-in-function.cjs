function deep(n) {
  if (n === 0) process.exit(n + 3);
  deep(n - 1);
  console.log('after');
}
deep(50);
