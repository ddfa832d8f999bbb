let kept = [];
let total = 0;
for (let i = 0; i < 300; i++) {
  kept.push(Buffer.alloc(200_000, i), Array.from({ length: 2_000 }, (_, n) => ({ n, text: `${n}` })));
  if (kept.length > 60) kept = kept.slice(30);
  total += kept.length;
}
console.log(total, kept.length, kept.filter(Buffer.isBuffer).every((buffer) => buffer[0] === buffer[199_999]));
