const { emit } = process;
process.emit = function (name, ...args) {
  if (name === 'exit') console.log('seen', name);
  return emit.call(this, name, ...args);
};
