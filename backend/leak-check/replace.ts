/** Puts a function in the place of one of Node.js's, as what it stands for looks. */
type Anything = (...args: never[]) => unknown;

/** @param make is given the plain one */
export function replace<T extends object, Key extends keyof T>(
  owner: T,
  key: Key,
  make: (plain: T[Key]) => T[Key] & Anything,
): void {
  const plain = owner[key] as T[Key] & Anything;
  const made = make(plain);
  for (const one of ['name', 'length'] as const) {
    Object.defineProperty(made, one, { value: plain[one], configurable: true });
  }
  owner[key] = made;
}
