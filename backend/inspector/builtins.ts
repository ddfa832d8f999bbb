/** Functions of the language and of Node.js that a script has replaced, or has put there. */

const modules = [
  ...['assert', 'child_process', 'crypto', 'dns', 'events', 'fs', 'fs/promises', 'http', 'https'],
  ...['module', 'net', 'os', 'path', 'stream', 'timers', 'tls', 'url', 'util', 'zlib'],
] as const;

/** What compiles TypeScript, speedy itself among them, sets it. */
const expected = new Set(['Error.prepareStackTrace']);

type Functions = Map<string, unknown>;

/** Of accessors, the getter: to call one may do more than look. */
function* functionsOf(owner: object): Generator<[string, unknown]> {
  for (const key of Reflect.ownKeys(owner)) {
    const { value, get } = Reflect.getOwnPropertyDescriptor(owner, key) ?? {};
    if (typeof value === 'function') yield [String(key), value];
    else if (get !== undefined) yield [String(key), get];
  }
}

/** Classes and their prototypes, and objects such as Math. */
function* globalOwners(): Generator<[string, object]> {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    if (typeof value === 'function' && value.prototype instanceof Object) {
      yield [`${name}.prototype`, value.prototype];
    }
    if (typeof value === 'function' || /^(console|process|[A-Z].*)$/.test(name)) {
      if (value instanceof Object) yield [name, value];
    }
  }
  yield ['Object.prototype', Object.prototype];
}

const nodeOwners = (): [string, object][] => modules.map((name) => [name, require(name) as object]);

function read(owners: readonly [string, object][]): Functions {
  const found: Functions = new Map(functionsOf(globalThis));
  for (const [name, owner] of owners) {
    for (const [key, value] of functionsOf(owner)) found.set(`${name}.${key}`, value);
  }
  return found;
}

/** Something that Node.js itself sets when it is first asked for was an accessor before. */
const isLazy = (before: unknown, after: unknown): boolean =>
  before !== undefined && after === undefined;

/** @returns the names of those that have changed since */
export function watchBuiltins(): () => string[] {
  const owners = [...globalOwners(), ...nodeOwners()];
  const before = read(owners);
  const globals = new Set(Object.getOwnPropertyNames(globalThis));
  const isNew = (name: string) => !before.has(name) && !name.includes('.') && !globals.has(name);
  return () => {
    const after = read(owners);
    const names = [...after.keys()].filter(
      (name) =>
        after.get(name) !== before.get(name) &&
        !isLazy(before.get(name), after.get(name)) &&
        !isNew(name) &&
        !expected.has(name),
    );
    return names;
  };
}
