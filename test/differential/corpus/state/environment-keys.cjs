const own = /^SPEEDY_/;
console.log(
  Object.keys(process.env)
    .filter((name) => !own.test(name))
    .join(),
);
