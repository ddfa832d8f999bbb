function collatz(n) {
  let steps = 0;
  for (; n !== 1; steps++) n = n % 2 === 0 ? n / 2 : 3 * n + 1;
  return steps;
}
class Point { constructor(x, y) { this.x = x; this.y = y; } plus(other) { return new Point(this.x + other.x, this.y + other.y); } }
let most = 0;
for (let i = 1; i < 100_000; i++) most = Math.max(most, collatz(i));
let point = new Point(0, 0);
for (let i = 0; i < 1e6; i++) point = point.plus(new Point(i, 0.5));
console.log(most, point, /(a+)+b/.test(`${'a'.repeat(18)}c`), 'x,y'.repeat(1000).split(/,/).length);
