let count = 0;
setInterval(() => count++, 1).unref();
exports.ticks = () => count;
