async function work() {
  await undefined;
  process.exit(6);
}
try {
  await work();
} finally {
  console.log('never');
}
