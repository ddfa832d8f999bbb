console.log(Object.keys(process).join());
process.mine = (process.mine ?? 0) + 1;
console.log(process.mine);
