function inner() {
  throw new RangeError('inner');
}
function outer() {
  inner();
}
outer();
