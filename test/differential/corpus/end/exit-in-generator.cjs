function* numbers() {
  try {
    yield 1;
    process.exit(3);
  } finally {
    console.log('never');
  }
}
for (const number of numbers()) console.log(number);
