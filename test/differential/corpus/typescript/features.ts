enum Colour {
  Red,
  Green = 'green',
}
namespace Inner {
  export const value = 1;
}
class Parameters_ {
  constructor(
    readonly a: number,
    private b = 2,
  ) {}
  sum() {
    return this.a + this.b;
  }
}
abstract class Shape {
  abstract area(): number;
}
class Square extends Shape {
  override area = () => 4;
}
console.log(Colour.Red, Colour.Green, Colour[0], Inner.value, new Parameters_(1).sum(), new Square().area());
