let out;
exports.get = () => {
  out ??= process.stdout;
  return out;
};
