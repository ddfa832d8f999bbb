interface Point {
  readonly x: number;
  y?: number;
}
const point: Point = { x: 1 };
console.log(point satisfies Point, (point as { x: number }).x, process.argv[2]);
export type { Point };
