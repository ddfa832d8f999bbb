try {
  process.exit(2);
} catch {
  console.log('caught');
} finally {
  console.log('finally');
}
console.log('after');
