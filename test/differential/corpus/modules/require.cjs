console.log(
  Object.keys(require),
  require.name,
  require.length,
  require.extensions['.js'] !== undefined,
);
console.log(
  require.resolve('./parts/part.cjs').slice(__dirname.length),
  require.resolve.paths('x')[0],
);
