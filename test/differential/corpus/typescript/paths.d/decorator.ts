const calls: string[] = [];
function seen(_target: object, name: string): void {
  calls.push(name);
}
class Seen {
  @seen
  method() {}
}
new Seen();
console.log(calls);
