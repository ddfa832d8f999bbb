process.on('uncaughtException', () => {
  throw 2;
});
throw 1;
