let count = 0;
let timer;
exports.start = () => {
  timer ??= setInterval(() => count++, 1).unref();
};
exports.ticks = () => count;
