for (let i = 0; i < 10; i++) {
  process.stdout.write('o'.repeat(1500));
  process.stderr.write('e'.repeat(1500));
}
