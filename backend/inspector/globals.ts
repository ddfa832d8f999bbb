/** Global variables that were not there when it was made. */
export class Globals {
  private readonly before = new Set(Reflect.ownKeys(globalThis));

  private added(): PropertyKey[] {
    return Reflect.ownKeys(globalThis).filter((key) => !this.before.has(key));
  }

  list(): string[] {
    return this.added().map(String);
  }

  forget(): void {
    for (const key of this.added()) Reflect.deleteProperty(globalThis, key);
  }
}
