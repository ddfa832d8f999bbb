async function main() {
  await null;
  throw new Error('async');
}
main();
