/** A stream of an earlier run: whoever has kept it has the one of this run. */

type Name = 'stdin' | 'stdout' | 'stderr';
type Key = string | symbol;
type Target = Record<Key, unknown>;

/** What streams have of their own that would hide it. */
const shadows = ['columns', 'rows', 'isRaw'];

/** What the prototypes have, but for the last one, which all objects have: the nearest of each. */
function inherited(prototype: object): Map<Key, PropertyDescriptor> {
  const found = new Map<Key, PropertyDescriptor>();
  for (let at = prototype; at !== Object.prototype && at !== null; ) {
    for (const key of Reflect.ownKeys(at)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(at, key);
      if (descriptor !== undefined && !found.has(key)) found.set(key, descriptor);
    }
    at = Object.getPrototypeOf(at);
  }
  return found;
}

function forwardKey(on: object, key: Key, isMethod: boolean, name: Name): void {
  const current = () => process[name] as unknown as Target;
  const method = function (this: object, ...args: unknown[]): unknown {
    const target = current();
    const result = (target[key] as (...args: unknown[]) => unknown)(...args);
    return result === target ? this : result;
  };
  Object.defineProperty(on, key, {
    configurable: true,
    get: () => (isMethod ? method : current()[key]),
    set: (value) => {
      current()[key] = value;
    },
  });
}

function makePrototype(prototype: object, name: Name): object {
  const made = Object.create(prototype);
  const all = inherited(prototype);
  for (const [key, { value }] of all) {
    if (key !== 'constructor') forwardKey(made, key, typeof value === 'function', name);
  }
  for (const key of shadows) if (!all.has(key)) forwardKey(made, key, false, name);
  return made;
}

const prototypes = new Map<object, Map<Name, object>>();

/** Of an object of that class still, but what is called, read or set is that of process[name]. */
export function forward(stream: object, name: Name): void {
  const prototype = Object.getPrototypeOf(stream);
  const made = prototypes.get(prototype) ?? new Map<Name, object>();
  prototypes.set(prototype, made);
  const forwarding = made.get(name) ?? makePrototype(prototype, name);
  made.set(name, forwarding);
  for (const key of shadows) if (Object.hasOwn(stream, key)) Reflect.deleteProperty(stream, key);
  Object.setPrototypeOf(stream, forwarding);
}
