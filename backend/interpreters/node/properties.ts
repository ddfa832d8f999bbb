/** Properties of an object of Node.js's that scripts put others in the place of. */

type Key = string | symbol;
type Descriptors = Map<Key, PropertyDescriptor>;

function descriptorsOf(target: object, ignored: ReadonlySet<Key>): Descriptors {
  const keys = Reflect.ownKeys(target).filter((key) => !ignored.has(key));
  return new Map(keys.map((key) => [key, Reflect.getOwnPropertyDescriptor(target, key) ?? {}]));
}

const isSame = (a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.get === b.get && Object.is(a.value, b.value));

function put(target: object, key: Key, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(target, key);
  else Reflect.defineProperty(target, key, descriptor);
}

const valuesOf = (descriptors: Descriptors): (readonly [Key, unknown])[] =>
  [...descriptors]
    .filter(([, descriptor]) => 'value' in descriptor)
    .map(([key, { value }]) => [key, value] as const);

export class Properties {
  /** As a fresh process has them. */
  private readonly fresh: Descriptors;
  /** Those that hold a value, for a quick look. */
  private readonly values: readonly (readonly [Key, unknown])[];
  private readonly count: number;
  /** When it was last asked what has changed. */
  private last: Descriptors | undefined;
  private lastValues: readonly (readonly [Key, unknown])[] = [];

  /**
   * @param ignored what changes by itself, or is reset elsewhere
   * @param isOpen new properties stay: scripts may keep things there
   */
  constructor(
    private readonly target: object,
    private readonly ignored: ReadonlySet<Key> = new Set(),
    private readonly isOpen = false,
  ) {
    this.fresh = descriptorsOf(target, ignored);
    this.values = valuesOf(this.fresh);
    this.count = Reflect.ownKeys(target).length;
  }

  /** @returns does again what has been changed since it was last asked */
  changes(): (() => void)[] {
    const before = this.last;
    if (before !== undefined && this.isUnchanged(this.lastValues, before.size)) return [];
    const after = this.seen();
    this.last = after;
    this.lastValues = valuesOf(after);
    if (before === undefined) return [];
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    return keys
      .filter((key) => !isSame(before.get(key), after.get(key)))
      .map((key) => () => put(this.target, key, after.get(key)));
  }

  /** All as in a fresh process. */
  reset(): void {
    if (this.isUntouched()) return;
    if (!this.isOpen) this.removeNew();
    for (const [key, descriptor] of this.fresh) {
      if (!isSame(Reflect.getOwnPropertyDescriptor(this.target, key), descriptor)) {
        put(this.target, key, descriptor);
      }
    }
  }

  private removeNew(): void {
    for (const key of Reflect.ownKeys(this.target)) {
      if (!this.fresh.has(key) && !this.ignored.has(key)) Reflect.deleteProperty(this.target, key);
    }
  }

  private isUntouched(): boolean {
    if (!this.isOpen && Reflect.ownKeys(this.target).length !== this.count) return false;
    return this.hasValues(this.values);
  }

  private isUnchanged(values: readonly (readonly [Key, unknown])[], count: number): boolean {
    if (this.isOpen) return this.hasValues(values);
    const keys = Reflect.ownKeys(this.target).filter((key) => !this.ignored.has(key));
    return keys.length === count && this.hasValues(values);
  }

  /** What scripts keep there is theirs. */
  private seen(): Descriptors {
    const all = descriptorsOf(this.target, this.ignored);
    return this.isOpen ? new Map([...all].filter(([key]) => this.fresh.has(key))) : all;
  }

  private hasValues(values: readonly (readonly [Key, unknown])[]): boolean {
    const target = this.target as Record<Key, unknown>;
    return values.every(([key, value]) => Object.is(target[key], value));
  }
}
