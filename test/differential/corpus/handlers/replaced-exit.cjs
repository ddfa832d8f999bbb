const { exit } = process;
process.exit = (code) => {
  console.log('mine', code);
  exit(code + 1);
};
process.exit(1);
