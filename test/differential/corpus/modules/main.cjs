console.log(require.main === module, module.parent, module.id, module.loaded, module.children);
console.log(
  __filename === process.argv[1],
  __dirname,
  module.paths[0],
  process.mainModule === module,
);
