// Looked at, but not read: the process ends all the same.
const { readable, isTTY, fd } = process.stdin;
console.log(readable, isTTY, fd);
