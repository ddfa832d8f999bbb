/** An object that stands for another one from now on. */

type Key = string | symbol;
type Target = Record<Key, unknown>;

/** Of all prototypes but the last one, which all objects have. */
function inheritedKeys(object: object): Set<Key> {
  const keys = new Set<Key>();
  for (let at = Object.getPrototypeOf(object); at !== Object.prototype && at !== null; ) {
    for (const key of Reflect.ownKeys(at)) keys.add(key);
    at = Object.getPrototypeOf(at);
  }
  return keys;
}

function call(object: object, target: Target, key: Key, args: unknown[]): unknown {
  const result = (target[key] as (...args: unknown[]) => unknown)(...args);
  return result === target ? object : result;
}

function descriptorOf(object: object, key: Key, current: () => Target): PropertyDescriptor {
  const isMethod = typeof (object as Target)[key] === 'function';
  const method = (...args: unknown[]) => call(object, current(), key, args);
  return {
    configurable: true,
    get: () => (isMethod ? method : current()[key]),
    set: (value) => {
      current()[key] = value;
    },
  };
}

/** What is called, read or set there, is called, read or set at what `current` returns. */
export function forward(object: object, current: () => object): void {
  for (const key of inheritedKeys(object)) {
    if (key === 'constructor') continue;
    Object.defineProperty(object, key, descriptorOf(object, key, current as () => Target));
  }
}
