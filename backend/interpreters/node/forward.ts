/** An object that stands for another one from now on. */

type Key = string | symbol;
type Target = Record<Key, unknown>;

/** What the prototypes have, but for the last one, which all objects have: the nearest of each. */
function inherited(object: object): Map<Key, PropertyDescriptor> {
  const found = new Map<Key, PropertyDescriptor>();
  for (let at = Object.getPrototypeOf(object); at !== Object.prototype && at !== null; ) {
    for (const key of Reflect.ownKeys(at)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(at, key);
      if (descriptor !== undefined && !found.has(key)) found.set(key, descriptor);
    }
    at = Object.getPrototypeOf(at);
  }
  return found;
}

function call(object: object, target: Target, key: Key, args: unknown[]): unknown {
  const result = (target[key] as (...args: unknown[]) => unknown)(...args);
  return result === target ? object : result;
}

function forwardKey(object: object, key: Key, isMethod: boolean, current: () => Target): void {
  const method = (...args: unknown[]) => call(object, current(), key, args);
  Object.defineProperty(object, key, {
    configurable: true,
    get: () => (isMethod ? method : current()[key]),
    set: (value) => {
      current()[key] = value;
    },
  });
}

/** What is called, read or set there, is called, read or set at what `current` returns. */
export function forward(object: object, current: () => object): void {
  for (const [key, { value }] of inherited(object)) {
    const isMethod = typeof value === 'function';
    if (key !== 'constructor') forwardKey(object, key, isMethod, current as () => Target);
  }
}
