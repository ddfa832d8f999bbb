const { stdin } = process;
if (stdin.isTTY) {
  console.log(stdin.isRaw);
  stdin.setRawMode(true);
  console.log(stdin.isRaw);
}
