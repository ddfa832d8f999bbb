console.log(
  (() => this === module.exports)(),
  (function () {
    return this === globalThis;
  })(),
);
