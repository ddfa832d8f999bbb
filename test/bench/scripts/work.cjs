// Computes for some ten milliseconds, as a page does, and says which process did.
let sum = 0;
for (let i = 0; i < 1e7; i++) sum += i % 7;
console.log(sum > 0 && process.pid);
