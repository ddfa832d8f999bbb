// Says which process it is, and waits until it is ended.
console.log(process.pid);
setInterval(() => {}, 1e9);
