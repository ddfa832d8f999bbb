// In signal-exit's place, which would change `process` in the sight of the scripts. A lock that is
// left behind by a process that ends is taken over once it is stale.
module.exports = () => {};
