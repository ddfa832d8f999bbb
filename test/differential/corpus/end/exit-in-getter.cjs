const object = {
  get value() {
    process.exit(4);
    return 1;
  },
};
console.log(JSON.stringify(object));
