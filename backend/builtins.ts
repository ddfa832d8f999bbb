/** What belongs to the language or to Node.js and was changed: Array.prototype.last added. */

const modules = [
  ...['assert', 'child_process', 'crypto', 'dns', 'events', 'fs', 'fs/promises', 'http', 'https'],
  ...['module', 'net', 'os', 'path', 'stream', 'timers', 'tls', 'url', 'util', 'zlib'],
] as const;

/** What compiles TypeScript, speedy itself among them, sets the first ones; each run has the others. */
const expected = new Set([
  ...['Error.prepareStackTrace', 'Error.stackTraceLimit'],
  ...['process.stdin', 'process.stdout', 'process.stderr'],
]);

/** Own properties of an object, by key: what is looked at, and not called. */
type Properties = ReadonlyMap<PropertyKey, unknown>;

interface Owner {
  readonly name: string;
  readonly object: object;
  /** Of those that change by themselves, functions only. */
  readonly isWhole: boolean;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function held(object: object, key: PropertyKey): unknown {
  const { value, get } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
  return get ?? value;
}

const withPrototype = (name: string, object: object, isWhole: boolean): Owner[] => {
  const { value: prototype } = Reflect.getOwnPropertyDescriptor(object, 'prototype') ?? {};
  const own = { name, object, isWhole };
  return isObject(prototype)
    ? [own, { name: `${name}.prototype`, object: prototype, isWhole }]
    : [own];
};

/** Of the language and of the web: Array, Math, URL. */
const globalOwners = (): Owner[] =>
  Object.getOwnPropertyNames(globalThis)
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => [name, held(globalThis, name)] as const)
    .flatMap(([name, value]) => (isObject(value) ? withPrototype(name, value, true) : []));

function ofModule(name: string): Owner[] {
  const module = require(name) as object;
  const classes = Object.keys(module).filter((key) => /^[A-Z]/.test(key));
  return [
    { name, object: module, isWhole: false },
    ...classes
      .map((key) => [key, held(module, key)] as const)
      .filter(([, value]) => typeof value === 'function')
      .flatMap(([key, value]) => withPrototype(`${name}.${key}`, value as object, false)),
  ];
}

/** Each once: Buffer is global, and one of node:buffer. */
function owners(): Owner[] {
  const all = [
    ...globalOwners(),
    { name: 'process', object: process, isWhole: false },
    { name: 'console', object: console, isWhole: false },
    ...modules.flatMap(ofModule),
  ];
  const seen = new Set<object>();
  return all.filter(({ object }) => !seen.has(object) && seen.add(object));
}

function read({ object, isWhole }: Owner): Properties {
  const found = new Map<PropertyKey, unknown>();
  for (const key of Reflect.ownKeys(object)) {
    const value = held(object, key);
    if (isWhole || typeof value === 'function') found.set(key, value);
  }
  return found;
}

/** Also where a function that belongs to the language was put away: setTimeout. */
const globalFunctions: Owner = { name: '', object: globalThis, isWhole: false };

const nameOf = (owner: Owner, key: PropertyKey): string =>
  typeof key === 'symbol'
    ? `${owner.name}[${String(key)}]`
    : `${owner.name}${owner.name && '.'}${String(key)}`;

interface Watched {
  readonly owner: Owner;
  readonly plain: Properties;
  /** Node.js puts values in their place when they are first asked for. */
  readonly getters: ReadonlySet<PropertyKey>;
  /** The others, for a quick look. */
  readonly values: readonly (readonly [PropertyKey, unknown])[];
  readonly count: number;
  before: Properties;
}

const getterOf = ({ object }: Owner, key: PropertyKey): unknown =>
  Reflect.getOwnPropertyDescriptor(object, key)?.get;

function watchOf(owner: Owner): Watched {
  const plain = read(owner);
  const getters = new Set([...plain.keys()].filter((key) => getterOf(owner, key)));
  const values = [...plain].filter(([key]) => !getters.has(key));
  const count = Reflect.ownKeys(owner.object).length;
  return { owner, plain, getters, values, count, before: plain };
}

/** Nearly every run leaves them as they are. */
function isUntouched({ owner, plain, getters, values, count }: Watched): boolean {
  const object = owner.object as Record<PropertyKey, unknown>;
  if (Reflect.ownKeys(object).length !== count) return false;
  if (values.some(([key, value]) => !Object.is(object[key], value))) return false;
  return [...getters].every((key) => getterOf(owner, key) === plain.get(key));
}

const now = (one: Watched): Properties => (isUntouched(one) ? one.plain : read(one.owner));

export interface Change {
  /** fs.readFile, Array.prototype.last. */
  readonly name: string;
  readonly how: 'added' | 'replaced' | 'removed';
  /** Since the last begin. */
  readonly isNew: boolean;
  isThere(): boolean;
}

export class Builtins {
  private readonly watched: readonly Watched[] = [globalFunctions, ...owners()].map(watchOf);

  beginning(): void {
    for (const one of this.watched) one.before = now(one);
  }

  /** Since it was made. */
  *changes(): Generator<Change> {
    for (const one of this.watched) {
      const found = now(one);
      if (found === one.plain) continue;
      for (const key of new Set([...one.plain.keys(), ...found.keys()])) {
        if (isChanged(one, found, key)) yield changeAt(one, found, key);
      }
    }
  }
}

/** New global functions are told as global variables. */
function isChanged({ owner, plain, getters }: Watched, now: Properties, key: PropertyKey): boolean {
  if (Object.is(plain.get(key), now.get(key)) || expected.has(nameOf(owner, key))) return false;
  if (getters.has(key) && getterOf(owner, key) === undefined) return false;
  return plain.has(key) || owner !== globalFunctions;
}

const changeAt = (
  { owner, plain, before }: Watched,
  now: Properties,
  key: PropertyKey,
): Change => ({
  name: nameOf(owner, key),
  how: !plain.has(key) ? 'added' : now.has(key) ? 'replaced' : 'removed',
  isNew: !Object.is(before.get(key), now.get(key)),
  isThere: () => !Object.is(plain.get(key), held(owner.object, key)),
});
