const { write } = process.stdout;
process.stdout.write = function (chunk, ...rest) {
  return write.call(this, `patched ${chunk}`, ...rest);
};
process.stdout.custom = (process.stdout.custom ?? 0) + 1;
console.log(process.stdout.custom);
